module footbridge/test/servers/passwap

go 1.25.0

require github.com/zitadel/passwap v0.12.1

require (
	golang.org/x/crypto v0.49.0 // indirect
	golang.org/x/sys v0.42.0 // indirect
)
