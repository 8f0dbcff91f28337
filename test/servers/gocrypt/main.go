// The libraries that Supabase Auth and Casdoor verify bcrypt with, and Casdoor Argon2id, told hash and password line by
// line.
//
// The Argon2 and the Firebase scrypt of Supabase Auth, and the digests and PBKDF2 of Casdoor, are code of their own and
// not here.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"strings"

	"github.com/alexedwards/argon2id"
	"golang.org/x/crypto/bcrypt"
)

type question struct {
	Hash     string `json:"hash"`
	Password string `json:"password"`
}

type answer struct {
	Matches bool `json:"matches"`
	// Why nobody could judge.
	Error string `json:"error,omitempty"`
}

func main() {
	answers := json.NewEncoder(os.Stdout)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		if err := answers.Encode(judge(asked)); err != nil {
			panic(err)
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}

func judge(asked question) answer {
	matches, err := verify(asked)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Matches: matches}
}

func verify(asked question) (bool, error) {
	if strings.HasPrefix(asked.Hash, "$argon2id$") {
		return argon2id.ComparePasswordAndHash(asked.Password, asked.Hash)
	}
	err := bcrypt.CompareHashAndPassword([]byte(asked.Hash), []byte(asked.Password))
	if errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
		return false, nil
	}
	return err == nil, err
}
