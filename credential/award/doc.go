// Package award is the way from a decision to a delivered badge.
package award
