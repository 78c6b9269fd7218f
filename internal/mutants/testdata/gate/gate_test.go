package gate

import (
	"errors"
	"testing"
)

func TestGuestsAreJudged(t *testing.T) {
	for _, c := range []struct {
		name, kind string
		age        int
		want       error
	}{
		{"Ann", "guest", 20, nil},
		{"", "guest", 20, ErrName},
		{"Bob", "host", -1, ErrAge},
		{"Bob", "host", 151, ErrAge},
		{"Ann", "guest", 0, nil},
		{"Bob", "ghost", 20, ErrGhost},
		{"Bob", "dog", 20, ErrKind},
	} {
		t.Run(c.name+"/"+c.kind, func(t *testing.T) {
			if err := Admit(c.name, c.age, c.kind); !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestOnlyWhoIsListedComesIn(t *testing.T) {
	if Admit("Eve", 20, "guest") == nil {
		t.Fatal("Eve came in")
	}
}

func TestKinAreOfOneHouse(t *testing.T) {
	if !Kin("a", "a", 18) || Kin("a", "b", 18) || Kin("a", "a", 17) || Kin("", "", 20) {
		t.Fatal("who is kin")
	}
}

func TestCoatsAreComplainedOf(t *testing.T) {
	t.Parallel()
	if len(Complain(true, true)) != 2 {
		t.Fatal("a coat that is wet and torn")
	}
}

func TestWhoIsLateStaysOutside(t *testing.T) {
	if Late(23, 0) == nil || Late(21, 30) != nil {
		t.Fatal("who is late")
	}
	_ = Late(22, 30) // is reached, and asked nothing
}

func TestSpareRefusesBelowZero(t *testing.T) {
	if Spare(-1) == nil || Spare(-5) == nil {
		t.Fatal("below zero")
	}
}

func TestNobodyWaitsForEver(t *testing.T) {
	if Wait(1) {
		t.Fatal("waited")
	}
}

func TestWhatIsCarriedIn(t *testing.T) {
	if Known("knife") == nil || Known(1) != nil || Through(false) == nil || Through(true) != nil {
		t.Fatal("what came in")
	}
}
