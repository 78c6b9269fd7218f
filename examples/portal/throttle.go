package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// count counts an attempt under a name, in the database, which all instances share, and
// before it is made: of many at once none is more than the last one that is allowed.
func (s *store) count(ctx context.Context, what, whose string) (n int, err error) {
	window := s.now().Truncate(perAttempts).Unix()
	err = s.db.QueryRowContext(ctx, `INSERT INTO attempts (name, since, n) VALUES (?, ?, 1)
		ON CONFLICT (name, since) DO UPDATE SET n = attempts.n + 1 RETURNING n`, name(what+" "+whose), window).Scan(&n)
	return n, err
}

// uncount takes back an attempt that was a success.
func (s *store) uncount(ctx context.Context, what, whose string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE attempts SET n = n - 1 WHERE name = ? AND since = ? AND n > 0`,
		name(what+" "+whose), s.now().Truncate(perAttempts).Unix())
	return err
}

// forget deletes what was counted long ago.
func (s *store) forget(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM attempts WHERE since < ?`, s.now().Add(-2*perAttempts).Unix())
	return err
}

// An attempt is one to sign in, as it was counted.
type attempt struct {
	kinds [][2]string // of what, and whose
}

// attempt counts one. An account is guessed at from many addresses, so attempts from
// devices that are new to it count together; and whoever guesses must not keep its owner
// out, so a device in which the owner has signed in before counts by itself, and a link by
// mail opens the account whatever is counted.
func (p *portal) attempt(a *ask, address string) (attempt, error) {
	t := attempt{[][2]string{{"from", p.from(a.r)}, {"account", address}}}
	most := map[string]int{"from": mostFrom, "account": mostOfAccount, "device": mostOfDevice}
	if device := p.device(a.r, address); device != "" {
		t.kinds = [][2]string{{"device", device}}
	}
	var over bool
	for _, k := range t.kinds {
		n, err := p.office.count(a.r.Context(), k[0], k[1])
		if err != nil {
			return t, err
		}
		over = over || n > most[k[0]]
	}
	if over {
		return t, errSlow
	}
	return t, nil
}

func (p *portal) succeeded(ctx context.Context, t attempt) error {
	for _, k := range t.kinds {
		if err := p.office.uncount(ctx, k[0], k[1]); err != nil {
			return err
		}
	}
	return nil
}

const deviceCookie = "device"

// know gives a browser what it is known by when this address signs in the next time. It
// opens nothing: a password is asked for all the same.
func (p *portal) know(a *ask, address string) {
	device := secret()
	http.SetCookie(a.w, &http.Cookie{Name: p.cookieName(deviceCookie), Value: device + p.deviceMAC(device, address), Path: "/", HttpOnly: true,
		Secure: p.tls, SameSite: http.SameSiteLaxMode, MaxAge: int(deviceLasts / time.Second)})
}

// device is what a browser is known by, or "" where this account has not signed in with it.
func (p *portal) device(r *http.Request, address string) string {
	c, err := r.Cookie(p.cookieName(deviceCookie))
	if err != nil || len(c.Value) != 32+64 || !hmac.Equal([]byte(c.Value[32:]), []byte(p.deviceMAC(c.Value[:32], address))) {
		return ""
	}
	return c.Value[:32]
}

func (p *portal) deviceMAC(device, address string) string {
	mac := hmac.New(sha256.New, p.secret)
	mac.Write([]byte("device " + device + " " + address))
	return hex.EncodeToString(mac.Sum(nil))
}

// from is the address that asks. Behind a proxy it is the last that the proxy has written:
// what stands before it is the word of whoever asks. Of IPv6 it is the network that one
// household has.
func (p *portal) from(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if all := r.Header.Values("X-Forwarded-For"); p.proxied && len(all) > 0 {
		list := strings.Split(all[len(all)-1], ",")
		host = strings.TrimSpace(list[len(list)-1])
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		network, _ := ip.Prefix(64)
		return network.String()
	}
	return ip.String()
}
