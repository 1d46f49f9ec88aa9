// Packages makes what is released of the binaries that "go tool mage package" built:
// archives for all platforms, deb and rpm for Linux, a list of what is in each binary
// and under which license (CycloneDX, and the license texts), the Dockerfile and the
// Kubernetes manifest, and the checksums of all.
//
// It is a module of its own, because what writes packages is nothing that users of the
// input should find among its dependencies. The same binaries, version and time give
// the same bytes.
package main
