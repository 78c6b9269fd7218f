package shape

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASchemaOfOpenBadgesIsOneOfTheseURLs(t *testing.T) {
	for url, want := range map[string]OBSchema{
		schemaBase + "json/ob_v3p0_achievementcredential_schema.json":       {Class: "AchievementCredential"},
		schemaBase + "json-ld/ob_v3p0_achievementcredential_schema.json":    {Class: "AchievementCredential"},
		schemaBase + "json/ob_v3p0_anyachievementcredential_schema.json":    {"AchievementCredential", true},
		schemaBase + "json-ld/ob_v3p0_anyendorsementcredential_schema.json": {"EndorsementCredential", true},
	} {
		s, ok := ReadOBSchema(url)
		require.True(t, ok, url)
		require.Equal(t, want, s, url)
	}
	for _, url := range []string{
		"", "json/ob_v3p0_achievementcredential_schema.json", "https://evil.example/json/ob_v3p0_achievementcredential_schema.json",
		schemaBase + "xml/ob_v3p0_achievementcredential_schema.json", schemaBase + "ob_v3p0_achievementcredential_schema.json",
		schemaBase + "json/ob_v3p0_achievementcredential_schema.json#", schemaBase + "json/",
	} {
		_, ok := ReadOBSchema(url)
		require.False(t, ok, url)
	}
}
