// The library that ZITADEL verifies passwords with, told hash and password line by line.
//
// Every verifier is on; a server has only those its operator lists. The bounds are the defaults of ZITADEL
// (cmd/defaults.yaml), which are the library's own for all but bcrypt. A hash is validated first, as ZITADEL does when
// it is imported. The argument is the hasher, bcrypt or argon2id: whatever another one made is hashed again when its
// password was right.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	"github.com/zitadel/passwap"
	"github.com/zitadel/passwap/argon2"
	"github.com/zitadel/passwap/bcrypt"
	"github.com/zitadel/passwap/drupal7"
	"github.com/zitadel/passwap/md5"
	"github.com/zitadel/passwap/md5plain"
	"github.com/zitadel/passwap/md5salted"
	"github.com/zitadel/passwap/pbkdf2"
	"github.com/zitadel/passwap/phpass"
	"github.com/zitadel/passwap/scrypt"
	"github.com/zitadel/passwap/sha2"
)

type question struct {
	Hash     string `json:"hash"`
	Password string `json:"password"`
}

type answer struct {
	Matches bool `json:"matches"`
	// Why the hash was not taken, or why the password does not match.
	Error string `json:"error,omitempty"`
}

var bcryptBounds = bcrypt.ValidationOpts{MinCost: 10, MaxCost: 16}

func main() {
	swapper := passwap.NewSwapper(
		hasher(os.Args[1]),
		bcrypt.NewVerifier(&bcryptBounds),
		argon2.NewVerifier(nil),
		scrypt.NewVerifier(nil),
		pbkdf2.NewVerifier(nil),
		md5.NewVerifier(),
		md5salted.NewVerifier(),
		sha2.NewVerifier(nil),
		phpass.NewVerifier(nil),
		drupal7.NewVerifier(nil),
		md5plain.NewVerifier(),
	)
	answers := json.NewEncoder(os.Stdout)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		if err := answers.Encode(judge(swapper, asked)); err != nil {
			panic(err)
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}

// As cheap as they go: what is asked about is never their own hashing.
func hasher(name string) passwap.Hasher {
	if name == "bcrypt" {
		return bcrypt.New(bcrypt.DefaultMinCost, &bcryptBounds)
	}
	return argon2.NewArgon2id(argon2.Params{Time: 1, Memory: argon2.DefaultMinMemory, Threads: 1, KeyLen: 32, SaltLen: 16}, nil)
}

func judge(swapper *passwap.Swapper, asked question) answer {
	if err := swapper.Validate(asked.Hash); err != nil {
		return answer{Error: "refused: " + err.Error()}
	}
	if _, err := swapper.Verify(asked.Hash, asked.Password); err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Matches: true}
}
