package faultnet

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// An Answer is what a host does with a request: it writes to w, which is TLS, whatever
// it likes, and reports whether the answer is whole. If not, the connection is cut. ctx
// ends when whoever asked has closed the connection, or the Net ends.
type Answer func(ctx context.Context, w io.Writer, r *http.Request) (whole bool)

// Text is an answer with a status, a body, and fields such as "Cache-Control: no-store".
func Text(status int, body string, fields ...string) Answer {
	return Raw(head(status, append([]string{fmt.Sprintf("Content-Length: %d", len(body))}, fields...)...) + body)
}

// Raw is an answer of exactly these bytes, after which the connection ends.
func Raw(text string) Answer {
	return func(_ context.Context, w io.Writer, _ *http.Request) bool {
		_, err := io.WriteString(w, text)
		return err == nil
	}
}

// head is the beginning of an answer, with the empty line.
func head(status int, fields ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	for _, f := range fields {
		b.WriteString(f + "\r\n")
	}
	return b.String() + "\r\n"
}

// Redirect is a redirect to a URL.
func Redirect(status int, to string) Answer { return Text(status, "", "Location: "+to) }

// Never reads the request and answers nothing.
func Never() Answer {
	return func(ctx context.Context, _ io.Writer, _ *http.Request) bool {
		<-ctx.Done()
		return false
	}
}

// After waits before it answers; the one who asked may leave meanwhile.
func After(d time.Duration, a Answer) Answer {
	return func(ctx context.Context, w io.Writer, r *http.Request) bool {
		select {
		case <-time.After(d):
			return a(ctx, w, r)
		case <-ctx.Done():
			return false
		}
	}
}

// When waits for a channel to be closed before it answers.
func When(open <-chan struct{}, a Answer) Answer {
	return func(ctx context.Context, w io.Writer, r *http.Request) bool {
		select {
		case <-open:
			return a(ctx, w, r)
		case <-ctx.Done():
			return false
		}
	}
}

// HangUp reads the request and cuts the connection.
func HangUp() Answer {
	return func(context.Context, io.Writer, *http.Request) bool { return false }
}

// Drip sends the text of a whole answer byte by byte, one each time.
func Drip(text string, each time.Duration) Answer {
	return func(ctx context.Context, w io.Writer, _ *http.Request) bool {
		for i := range len(text) {
			if _, err := io.WriteString(w, text[i:i+1]); err != nil {
				return false
			}
			select {
			case <-time.After(each):
			case <-ctx.Done():
				return false
			}
		}
		return true
	}
}

// Endless sends the beginning, and then the rest again and again.
func Endless(beginning, rest string) Answer {
	return func(ctx context.Context, w io.Writer, _ *http.Request) bool {
		if _, err := io.WriteString(w, beginning); err != nil {
			return false
		}
		b := bytes.Repeat([]byte(rest), 1+4096/len(rest))
		for ctx.Err() == nil {
			if _, err := w.Write(b); err != nil {
				return false
			}
		}
		return false
	}
}
