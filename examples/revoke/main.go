// Command revoke is written below.
package main

func main() {}
