package oauth

import (
	"bytes"
	"encoding/pem"
	"errors"

	"golang.org/x/crypto/ssh"
)

// sshMagic begins the data of an OpenSSH private key.
const sshMagic = "openssh-key-v1\x00"

// sshRounds bounds what checking a passphrase may cost: about ten seconds.
const sshRounds = 1024

func parseOpenSSH(block *pem.Block, passphrase string) (key any, encrypted bool, err error) {
	const form = "OpenSSH"
	rounds, err := roundsOf(block.Bytes)
	if err != nil {
		return nil, false, keyDamaged.with(form)
	}
	encrypted = rounds > 0
	switch {
	case rounds > sshRounds:
		return nil, true, keyCostly.with()
	case encrypted && passphrase == "":
		return nil, true, keyLocked.with(form)
	case encrypted:
		key, err = ssh.ParseRawPrivateKeyWithPassphrase(pem.EncodeToMemory(block), []byte(passphrase))
		if err != nil {
			return nil, true, keyWrongPassphrase.with(form)
		}
		return key, true, nil
	}
	if key, err = ssh.ParseRawPrivateKey(pem.EncodeToMemory(block)); err != nil {
		return nil, false, keyDamaged.with(form)
	}
	return key, false, nil
}

// roundsOf returns how often the passphrase of an OpenSSH key is hashed; 0 if the
// key has none.
func roundsOf(data []byte) (uint32, error) {
	data, ok := bytes.CutPrefix(data, []byte(sshMagic))
	if !ok {
		return 0, errors.New("no OpenSSH key")
	}
	var header struct {
		Cipher, KDF, Options string
		Rest                 []byte `ssh:"rest"`
	}
	if err := ssh.Unmarshal(data, &header); err != nil {
		return 0, err
	}
	if header.KDF == "none" {
		return 0, nil
	}
	var options struct {
		Salt   string
		Rounds uint32
	}
	err := ssh.Unmarshal([]byte(header.Options), &options)
	if err == nil && options.Rounds == 0 {
		err = errors.New("no rounds")
	}
	return options.Rounds, err
}
