package verify

import "context"

// Fetch asks as the Resolvers of this package do, on behalf of a verification.
func Fetch(ctx context.Context, f Fetcher, r Request) (*Resource, error) { return fetch(ctx, f, r) }
