package planning

import (
	"cmp"
	"slices"
)

// A Role is what somebody is to a case.
type Role string

const (
	RoleStudent   Role = "student"   // whose case it is, and nobody else
	RoleSupporter Role = "supporter" // named in the guide; helps, and never votes
	RoleMember    Role = "member"    // of the site team
	RoleCounselor Role = "counselor" // leads the site team
	RoleDeputy    Role = "deputy"    // a member who leads while no counselor can
	RoleGuardian  Role = "guardian"  // sees the case
	RoleAdmin     Role = "admin"     // of the district: records conflicts, erases, and awards nothing
)

// A SiteTeam is who stands where at one school at the moment of a transition, from the
// portal's own directory. It is an argument of every transition, never remembered from
// the last one: whoever has left the team since then has no vote. The log keeps, of the
// team that each transition was judged by, what concerns the case.
type SiteTeam struct {
	School  string   `json:"school"`
	Members []Member `json:"members,omitempty"`
}

// A Member is one person's seat. A person has one seat, and besides may be a guardian.
type Member struct {
	ID      string `json:"id"`                // opaque
	Role    Role   `json:"role"`              // RoleMember, RoleCounselor, RoleDeputy, RoleAdmin or RoleGuardian
	Student string `json:"student,omitempty"` // whose guardian; of RoleGuardian alone
	Away    bool   `json:"away,omitempty"`    // does not act at present; what was voted before still counts
}

func (t SiteTeam) check() error {
	if err := checkID("SiteTeam.School", t.School); err != nil {
		return err
	}
	seated, guards := map[string]bool{}, map[[2]string]bool{}
	for _, m := range t.Members {
		if err := checkID("Member.ID", m.ID); err != nil {
			return err
		}
		switch m.Role {
		case RoleGuardian:
			if err := checkID("Member.Student", m.Student); err != nil {
				return err
			}
			if guards[[2]string{m.ID, m.Student}] {
				return refuse(ErrEvent, "%s is guardian of %s twice", m.ID, m.Student)
			}
			guards[[2]string{m.ID, m.Student}] = true
			continue
		case RoleMember, RoleCounselor, RoleDeputy, RoleAdmin:
		default:
			return refuse(ErrEvent, "%s: expected a role of the site team, found %q", m.ID, m.Role)
		}
		if m.Student != "" {
			return refuse(ErrEvent, "%s: Member.Student is for guardians", m.ID)
		}
		if seated[m.ID] {
			return refuse(ErrQuorum, "%s has two seats in the site team, and one person has one vote", m.ID)
		}
		seated[m.ID] = true
	}
	return checkCount("seats of the site team", len(seated))
}

// about is what the log of a student's case keeps of a team, in one order.
func (t SiteTeam) about(student string) SiteTeam {
	kept := SiteTeam{School: t.School}
	for _, m := range t.Members {
		if m.Role != RoleGuardian || m.Student == student {
			kept.Members = append(kept.Members, m)
		}
	}
	slices.SortFunc(kept.Members, func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Role, b.Role))
	})
	return kept
}

func (t SiteTeam) equal(u SiteTeam) bool {
	return t.School == u.School && slices.Equal(t.Members, u.Members)
}

// seat is the seat of a person, guardians' apart.
func (t SiteTeam) seat(person string) (Member, bool) {
	for _, m := range t.Members {
		if m.ID == person && m.Role != RoleGuardian {
			return m, true
		}
	}
	return Member{}, false
}

// votes says whether a seat of this role has a vote.
func (r Role) votes() bool { return r == RoleMember || r == RoleCounselor || r == RoleDeputy }

// conflict says why a person must not judge this case, or "". It is asked at every
// judgement and again of everybody whose vote is counted.
func (c Case) conflict(team SiteTeam, person string) string {
	switch {
	case person == c.student:
		return "is the student"
	case c.guide.Plan.supports(person), slices.Contains(c.supported, person):
		return "is or was the student's supporter in this case"
	case slices.Contains(c.conflicts, person):
		return "has a conflict of interest on record"
	case slices.ContainsFunc(team.Members, func(m Member) bool {
		return m.ID == person && m.Role == RoleGuardian && m.Student == c.student
	}):
		return "is a guardian of the student"
	}
	return ""
}

// led says whether a counselor of the team can lead this case at present.
func (c Case) led(team SiteTeam) bool {
	return slices.ContainsFunc(team.Members, func(m Member) bool {
		return m.Role == RoleCounselor && !m.Away && c.conflict(team, m.ID) == ""
	})
}
