//go:build !unix

package verify_test

import "time"

// processorTime is not known here: BenchmarkMultiplied then tells the time on the wall
// alone.
func processorTime() time.Duration { return 0 }
