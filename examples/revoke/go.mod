module github.com/summitbadges/openbadges/examples/revoke

go 1.26

require github.com/summitbadges/openbadges v0.0.0

replace github.com/summitbadges/openbadges => ../..
