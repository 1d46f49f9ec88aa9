package rest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// encodedChunk is how much of an encoded body is read at once, in bytes. The decoder
// would ask the connection for 4 KiB at a time.
const encodedChunk = 64 << 10

// decode replaces the body of an answer by its decoded form and reports whether
// it was encoded.
func decode(response *http.Response) (bool, error) {
	switch encoding := strings.ToLower(strings.TrimSpace(response.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
		// A transport that decoded it does not say how long it was.
		return response.Uncompressed, nil
	case "gzip", "x-gzip":
		response.Body = &gzipBody{encoded: response.Body}
		return true, nil
	default:
		return false, fmt.Errorf("the answer has the content encoding %q, which was not asked for", encoding)
	}
}

// decodeFailure replaces the body of an answer that is no success. Its header can be wrong
// about the encoding, and must not hide what the body says: the body itself tells.
func decodeFailure(response *http.Response) {
	buffered := bufio.NewReader(response.Body)
	body := readCloser{buffered, response.Body}
	response.Body = body
	if start, _ := buffered.Peek(2); string(start) == "\x1f\x8b" {
		response.Body = &gzipBody{encoded: body}
	}
}

// gzipBody decodes a body as it is read. A body without a byte is taken as
// empty: answers without content may have the header all the same.
type gzipBody struct {
	encoded io.ReadCloser
	decoder *gzip.Reader
	err     error
}

func (b *gzipBody) Read(buffer []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.decoder == nil {
		if b.decoder, b.err = gzip.NewReader(bufio.NewReaderSize(b.encoded, encodedChunk)); b.err != nil {
			return 0, b.err
		}
	}
	var n int
	n, b.err = b.decoder.Read(buffer)
	return n, b.err
}

func (b *gzipBody) Close() error {
	if b.err == nil {
		b.err = errors.New("the body was closed")
	}
	return b.encoded.Close()
}
