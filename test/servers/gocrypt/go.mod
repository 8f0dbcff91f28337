module footbridge/test/servers/gocrypt

go 1.25.0

require (
	github.com/alexedwards/argon2id v0.0.0-20211130144151-3585854a6387
	golang.org/x/crypto v0.51.0
)

require golang.org/x/sys v0.44.0 // indirect
