package verify

import (
	"os"
	"testing"

	"github.com/summitbadges/openbadges/internal/faultnet"
)

func TestMain(m *testing.M) { os.Exit(faultnet.Main(m)) }
