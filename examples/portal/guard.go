package main

import (
	"fmt"
	"net/http"
	"time"
)

// newServer bounds what a connection may cost: how long its header may take and be, and how
// long the rest.
func newServer(p *portal) *http.Server {
	return &http.Server{Handler: p, ReadHeaderTimeout: headerTime, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: mostHeader}
}

// guard sets what every answer says to browsers, on which a handler may improve: scripts,
// frames and what comes from elsewhere are for no page, and no cache keeps any. What is
// published says itself how long it may be kept.
func (p *portal) guard(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "no-store")
	if p.tls {
		h.Set("Strict-Transport-Security", fmt.Sprintf("max-age=%d", int(strict.Seconds())))
	}
}
