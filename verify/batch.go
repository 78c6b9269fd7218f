package verify

import (
	"context"
	"iter"
	"runtime"
	"sync"

	"github.com/summitbadges/openbadges/internal/limits"
)

// VerifyAll is Verify for many badges, several at a time: the sequence has for
// each of them what Verify returns for it, in the order in which they come. No
// badge is without its Report, and no verdict depends on another badge's: one
// that is refused, or that makes a plug-in panic, is so for itself alone. A
// batch without badges yields nothing, which is no pass of anything.
//
// At most workers badges are judged at once, one of them in the caller's goroutine
// while it waits for a report; zero or less means runtime.GOMAXPROCS, and more than
// MaxWorkers counts as MaxWorkers. The plug-ins and rules are then asked from
// several goroutines, too. Config.Now is read once for each badge, when its turn
// comes, so that a long batch is not judged by the time of its beginning: At(t)
// judges a whole batch as of one time.
//
// badges is read a little ahead of the reports, by a few for each worker, and
// never while the body of the caller's loop runs: the two may share variables.
// Each slice must stay as it is until its Report has come, and is not kept
// longer. Since a report may wait until the next badges have been read, or another one
// has been judged, a source that makes its reader wait is better read by the caller,
// who asks Verify.
//
// When ctx is done, the badges that are left are still read, and reported as
// Interrupted; whoever does not want that ends his loop, or badges. When the loop
// ends early, or panics, or badges does, VerifyAll ends the verifications that
// are under way and waits for them, so that no goroutine of its own is left; a
// plug-in that ignores its context is waited for as well. The sequence may be
// ranged over again if badges can be.
func (v *Verifier) VerifyAll(ctx context.Context, badges iter.Seq[[]byte], workers int, rules ...Rule) iter.Seq2[*Report, error] {
	return func(yield func(*Report, error) bool) {
		b := v.newBatch(ctx, workers, rules)
		defer b.close()
		next, stop := iter.Pull(badges)
		defer stop()
		more := true
		for {
			for more && len(b.waiting) < cap(b.waiting) {
				var data []byte
				if data, more = next(); more {
					b.begin(data)
				}
			}
			if len(b.waiting) == 0 {
				return
			}
			if !yield(b.oldest()) {
				return
			}
		}
	}
}

// MaxWorkers is the most badges that VerifyAll judges at once.
const MaxWorkers = limits.Workers

// A batch is one run of VerifyAll. Its fields are its caller's alone; workers
// see the jobs that come through tasks.
type batch struct {
	judge   func(data []byte) (*Report, error)
	cancel  context.CancelFunc
	waiting chan *job // begun and not yet reported, in order: a queue that keeps nothing it gave away
	tasks   chan *job // the same, not yet taken by a worker
	idle    int       // workers that may still be started; the caller's goroutine is one more
	running sync.WaitGroup
}

// A job is one badge, and then its verdict.
type job struct {
	data   []byte
	report *Report
	err    error
	fault  any           // the value of a panic that Verify let through
	done   chan struct{} // closed when the rest is settled
}

func (v *Verifier) newBatch(ctx context.Context, workers int, rules []Rule) *batch {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, MaxWorkers)
	ctx, cancel := context.WithCancel(ctx)
	return &batch{
		judge:   func(data []byte) (*Report, error) { return v.Verify(ctx, data, rules...) },
		cancel:  cancel,
		waiting: make(chan *job, workers*limits.ReadAhead),
		tasks:   make(chan *job, workers*limits.ReadAhead),
		idle:    workers - 1,
	}
}

// begin has a badge judged by the next worker that is free. There is room for it
// in both channels: it waits for nobody.
func (b *batch) begin(data []byte) {
	j := &job{data: data, done: make(chan struct{})}
	b.waiting <- j
	b.tasks <- j
	if b.idle > 0 {
		b.idle--
		b.running.Go(b.work)
	}
}

func (b *batch) work() {
	for j := range b.tasks {
		j.run(b.judge)
	}
}

// run judges the badge. What Verify does not turn into a verdict, such as a
// panic of the clock, is kept for the goroutine that the batch belongs to.
func (j *job) run(judge func([]byte) (*Report, error)) {
	defer close(j.done)
	defer func() { j.fault = recover() }()
	j.report, j.err = judge(j.data)
}

// oldest waits for the verdict on the badge that came first, and judges badges that
// nobody has begun meanwhile: to wake it up for each verdict would cost more than a
// tenth of what the verdict does. A panic, or an end of the goroutine, that Verify would
// have brought to its caller is brought here.
func (b *batch) oldest() (*Report, error) {
	j := <-b.waiting
	for settled := false; !settled; {
		select {
		case <-j.done:
			settled = true
		default:
			select {
			case next := <-b.tasks:
				next.run(b.judge)
			default:
				<-j.done // all are taken
			}
		}
	}
	switch {
	case j.fault != nil:
		panic(j.fault)
	case j.report == nil:
		runtime.Goexit()
	}
	return j.report, j.err
}

// close ends what is under way and waits until it has.
func (b *batch) close() {
	b.cancel()
	close(b.tasks)
	b.running.Wait()
}
