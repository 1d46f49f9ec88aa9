package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/CycloneDX/cyclonedx-go"
	"go.yaml.in/yaml/v3"
)

// binaryVariable names a binary that is already built.
const binaryVariable = "SALESFORCEBEAT_BINARY"

const testVersion = "1.2.3-test"

var (
	built   string // the binary
	written string // a release of it
	at      = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
)

func TestMain(m *testing.M) {
	code, err := packAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func packAndRun(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "packages")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	built, written = os.Getenv(binaryVariable), filepath.Join(dir, "release")
	if built == "" {
		built = filepath.Join(dir, name)
		build := exec.Command("go", "build", "-o", built, ".")
		build.Dir = ".."
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		build.Stdout, build.Stderr = os.Stderr, os.Stderr
		if err := build.Run(); err != nil {
			return 0, fmt.Errorf("building %s: %w", name, err)
		}
	}
	if err := (release{out: written, root: "..", version: testVersion, at: at}).write([]string{built}); err != nil {
		return 0, err
	}
	return m.Run(), nil
}

func needsLinux(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("deb and rpm are made of binaries for Linux, and this one is not")
	}
}

func releaseFile(suffix string) string {
	return filepath.Join(written, fmt.Sprintf("%s-%s-%s-%s%s", name, testVersion, runtime.GOOS, runtime.GOARCH, suffix))
}

func TestTheChecksumsAreThoseOfAllOtherFiles(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(written, checksumsName))
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(written)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(content), "\n"); lines != len(files)-1 || lines < 4 {
		t.Errorf("%d checksums for %d files", lines, len(files)-1)
	}
	for line := range strings.Lines(string(content)) {
		sum, file, _ := strings.Cut(strings.TrimSpace(line), "  ")
		hash := sha256.New()
		if err := copyFile(hash, filepath.Join(written, file)); err != nil {
			t.Error(err)
		}
		if got := fmt.Sprintf("%x", hash.Sum(nil)); got != sum {
			t.Errorf("%s has the checksum %s, listed is %s", file, got, sum)
		}
	}
}

// What is small stands in for the binary: what is compressed is not the point.
func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	one, err := (release{root: ".."}).readProgram(built)
	if err != nil {
		t.Fatal(err)
	}
	one.path = filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(one.path, []byte("a program"), 0o755); err != nil {
		t.Fatal(err)
	}
	var first string
	for n := range 2 {
		r := release{out: t.TempDir(), root: "..", version: testVersion, at: at}
		for _, goos := range []string{"linux", "windows", "darwin"} {
			one.goos = goos
			if err := r.writeProgram(one); err != nil {
				t.Fatal(err)
			}
		}
		if err := writeChecksums(r.out); err != nil {
			t.Fatal(err)
		}
		sums, err := os.ReadFile(filepath.Join(r.out, checksumsName))
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			first = string(sums)
			time.Sleep(1100 * time.Millisecond) // file times have seconds
		} else if string(sums) != first {
			t.Errorf("two releases differ:\n%s\n%s", first, sums)
		}
	}
}

func TestArchivesHaveOneFolderWithTheProgram(t *testing.T) {
	one, err := (release{root: ".."}).readProgram(built)
	if err != nil {
		t.Fatal(err)
	}
	one.path = filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(one.path, []byte("a program"), 0o755); err != nil {
		t.Fatal(err)
	}
	one.texts = one.path
	r := release{root: "..", version: "1", at: at}
	want := []string{"salesforcebeat", "filebeat.yml", "LICENSE", "NOTICE", "README.md", "CHANGELOG.md", textsName, "module/"}
	for i := range want {
		want[i] = "salesforcebeat-1-darwin-arm64/" + want[i]
	}
	one.goos, one.goarch = "darwin", "arm64"
	var archive bytes.Buffer
	if err := r.tar(&archive, one); err != nil {
		t.Fatal(err)
	}
	if got := tarNames(t, &archive); !slices.Equal(got, want) {
		t.Errorf("the tar.gz has %q, want %q", got, want)
	}

	one.goos, one.goarch = "windows", "amd64"
	for i := range want {
		want[i] = strings.Replace(want[i], "darwin-arm64", "windows-amd64", 1)
	}
	want[0] += ".exe"
	archive.Reset()
	if err := r.zip(&archive, one); err != nil {
		t.Fatal(err)
	}
	zipped, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, file := range zipped.File {
		got = append(got, file.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the zip has %q, want %q", got, want)
	}
}

func tarNames(t *testing.T, archive io.Reader) (names []string) {
	t.Helper()
	decoded, err := gzip.NewReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	for files := tar.NewReader(decoded); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, header.Name)
	}
}

func TestTheBillOfMaterialsHasWhatIsLinked(t *testing.T) {
	content, err := os.ReadFile(releaseFile(".cdx.json"))
	if err != nil {
		t.Fatal(err)
	}
	var document cyclonedx.BOM
	if err := cyclonedx.NewBOMDecoder(bytes.NewReader(content), cyclonedx.BOMFileFormatJSON).Decode(&document); err != nil {
		t.Fatal(err)
	}
	one, err := (release{root: ".."}).readProgram(built)
	if err != nil {
		t.Fatal(err)
	}
	components := *document.Components
	if len(components) != len(one.info.Deps)+1 || len(components) < 50 {
		t.Errorf("%d components of %d modules", len(components), len(one.info.Deps))
	}
	seen := make(map[string]bool)
	for _, one := range components {
		if seen[one.BOMRef] || one.Version == "" || one.PackageURL != one.BOMRef {
			t.Errorf("component %+v is twice or incomplete", one)
		}
		if one.Licenses == nil || len(*one.Licenses) != 1 || (*one.Licenses)[0].Expression == "" {
			t.Errorf("component %s has no license", one.BOMRef)
		}
		seen[one.BOMRef] = true
	}
	for _, want := range []string{"pkg:golang/github.com/elastic/beats/v7@", "pkg:golang/stdlib@", "pkg:golang/github.com/elastic/sarama@", "pkg:golang/github.com/docker/docker@"} {
		if !strings.Contains(string(content), want) {
			t.Errorf("no component is %s", want)
		}
	}
	if document.Metadata.Component.Version != testVersion || document.Metadata.Timestamp != "2026-01-02T03:04:05Z" {
		t.Errorf("the program is %+v", document.Metadata)
	}
}

// installed unpacks the deb and returns the root of what it installs.
func installed(t *testing.T) string {
	t.Helper()
	needsLinux(t)
	program, err := exec.LookPath("dpkg-deb")
	if err != nil {
		t.Skip("dpkg-deb is not installed, as on hosts without deb packages")
	}
	root := t.TempDir()
	if output, err := exec.Command(program, "-x", releaseFile(".deb"), root).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return root
}

func TestTheDebSaysWhatItIs(t *testing.T) {
	installed(t)
	output, err := exec.Command("dpkg-deb", "--info", releaseFile(".deb")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	for _, want := range []string{"Package: salesforcebeat", "Version: 1.2.3~test", "Architecture: " + runtime.GOARCH, "conffiles", "preinst", "postinst", "prerm"} {
		if !strings.Contains(string(output), want) {
			t.Errorf("the deb does not say %q:\n%s", want, output)
		}
	}
	output, err = exec.Command("dpkg-deb", "--contents", releaseFile(".deb")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	for _, want := range []string{"-rw-r----- root/salesforcebeat", "drwxr-x--- salesforcebeat/salesforcebeat"} {
		if !strings.Contains(string(output), want) {
			t.Errorf("nothing in the deb is %q:\n%s", want, output)
		}
	}
}

func TestTheRPMSaysWhatItIs(t *testing.T) {
	needsLinux(t)
	program, err := exec.LookPath("rpm")
	if err != nil {
		// Its first bytes are what every rpm begins with.
		content, err := os.ReadFile(releaseFile(".rpm"))
		if err != nil || !bytes.HasPrefix(content, []byte{0xed, 0xab, 0xee, 0xdb}) {
			t.Errorf("no rpm: %v", err)
		}
		return
	}
	output, err := exec.Command(program, "-qpil", releaseFile(".rpm")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	for _, want := range []string{"salesforcebeat", "1.2.3~test", "/etc/salesforcebeat/filebeat.yml", "/lib/systemd/system/salesforcebeat.service"} {
		if !strings.Contains(string(output), want) {
			t.Errorf("the rpm does not say %q:\n%s", want, output)
		}
	}
}

// inRoot makes a command line for an installed system one for the system below root.
func inRoot(root, line string) string {
	for _, folder := range []string{"/usr/share", "/etc", "/var/lib", "/var/log"} {
		line = strings.ReplaceAll(line, folder+"/salesforcebeat", root+folder+"/salesforcebeat")
	}
	return line
}

// wrapper returns a command of the installed program as users call it.
func wrapper(t *testing.T, root string, arguments ...string) *exec.Cmd {
	t.Helper()
	script, err := os.ReadFile(filepath.Join(root, "usr/bin/salesforcebeat"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "sh", append([]string{"-c", inRoot(root, string(script)), "salesforcebeat"}, arguments...)...)
	return command
}

func TestTheInstalledDebRuns(t *testing.T) {
	root := installed(t)
	output, err := wrapper(t, root, "version").CombinedOutput()
	if err != nil || !strings.Contains(string(output), "salesforcebeat version ") || !strings.Contains(string(output), "Beats 9.4.0") {
		t.Fatalf("%v: %s", err, output)
	}
	if output, err := wrapper(t, root, "test", "config", "--strict.perms=false").CombinedOutput(); err != nil {
		t.Fatalf("the configuration of the package: %v: %s", err, output)
	}
	address := freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	beat := serviceCommand(t, root, "-e", "--strict.perms=false", "-E", "http.port="+port, "-E", "output.elasticsearch.enabled=false", "-E", "output.file.path="+root+"/out")
	log := &bytes.Buffer{}
	beat.Stdout, beat.Stderr = log, log
	beat.Env = append(os.Environ(), "SALESFORCE_URL=http://"+freeAddress(t)) // where nobody answers
	if err := beat.Start(); err != nil {
		t.Fatal(err)
	}
	healthy := false
	for range 200 {
		if err := wrapper(t, root, "health", "--url", "http://localhost:"+port).Run(); err == nil {
			healthy = true
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err := beat.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	if err := beat.Wait(); err != nil || !healthy {
		t.Fatalf("healthy is %v, and the end %v:\n%s", healthy, err, log)
	}
	if err := wrapper(t, root, "health", "--url", "http://localhost:"+port).Run(); err == nil {
		t.Error("a beat that has ended is healthy")
	}
	if _, err := os.Stat(filepath.Join(root, "var/lib/salesforcebeat/registry")); err != nil {
		t.Errorf("the state is not where the package has it: %v", err)
	}
}

// What is tested by hand has to be what the service runs.
func TestTheCommandHasTheVariablesOfTheService(t *testing.T) {
	root := installed(t)
	program := filepath.Join(root, "usr/share/salesforcebeat/bin/salesforcebeat")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nenv\necho \"arguments $*\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	output, err := wrapper(t, root, "test", "salesforce").CombinedOutput()
	if err != nil || !strings.Contains(string(output), " test salesforce\n") {
		t.Fatalf("without variables: %v: %s", err, output)
	}
	content := "# a comment\n; another\n\nSALESFORCE_ID=acme\n  SPACED = some words \nQUOTED=\"a 'b' c\"\nSINGLE='d'\n" +
		"LITERAL=$HOME `id` %s=2\nEMPTY=\nWINDOWS=crlf\r\nno variable\nNO-NAME=1\n$(id)=1\nLAST=without an end"
	if err := os.WriteFile(filepath.Join(root, "etc/salesforcebeat/environment"), []byte(content), 0o640); err != nil {
		t.Fatal(err)
	}
	output, err = wrapper(t, root, "test", "salesforce").CombinedOutput()
	if err != nil || !strings.Contains(string(output), " test salesforce\n") {
		t.Fatalf("%v: %s", err, output)
	}
	for _, want := range []string{
		"SALESFORCE_ID=acme", "SPACED=some words", "QUOTED=a 'b' c", "SINGLE=d",
		"LITERAL=$HOME `id` %s=2", "EMPTY=", "WINDOWS=crlf", "LAST=without an end",
	} {
		if !strings.Contains("\n"+string(output), "\n"+want+"\n") {
			t.Errorf("%q is not set:\n%s", want, output)
		}
	}
}

// installation is run in a root of its own, whose lower layer is this host and whose upper
// one ends with the mounts of the process, so that nothing of the host is changed.
const installation = `
set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o lowerdir=/,upperdir="$1/upper",workdir="$1/work" "$1/root"
mount -t proc proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
cp "$2" "$1/root/salesforcebeat.deb"
echo mounted
exec chroot "$1/root" sh -ec '
	as() { setpriv --reuid salesforcebeat --regid salesforcebeat --init-groups "$@"; }
	cd /
	dpkg -i salesforcebeat.deb
	stat -c "%n %U %G %a" /etc/salesforcebeat /etc/salesforcebeat/filebeat.yml /var/lib/salesforcebeat /var/log/salesforcebeat
	as salesforcebeat version
	as salesforcebeat test config
	as sh -c "echo state >/var/lib/salesforcebeat/state"
	if as sh -c "echo >>/etc/salesforcebeat/filebeat.yml" 2>/dev/null; then echo "the service can change its configuration"; fi
	echo "# mine" >>/etc/salesforcebeat/filebeat.yml
	dpkg -i salesforcebeat.deb
	dpkg -r salesforcebeat
	if [ -e /usr/bin/salesforcebeat ]; then echo "the program is still there"; fi
	tail -n 1 /etc/salesforcebeat/filebeat.yml
	cat /var/lib/salesforcebeat/state
'
`

func TestTheDebIsInstalledReplacedAndRemoved(t *testing.T) {
	installed(t) // or skipped
	for _, program := range []string{"unshare", "chroot", "dpkg", "setpriv"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("without it a package cannot be installed beside the host's files: %v", err)
		}
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can install a package")
	}
	script := exec.CommandContext(t.Context(), "unshare", "--mount", "--propagation", "private", "sh", "-c", installation, "sh", t.TempDir(), releaseFile(".deb"))
	script.Env = append(os.Environ(), "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive")
	content, err := script.CombinedOutput()
	output := string(content)
	if !strings.Contains(output, "mounted\n") {
		t.Skipf("this host lets nobody mount what an installation needs: %v: %s", err, output)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	for _, want := range []string{
		"/etc/salesforcebeat root salesforcebeat 750\n", "/etc/salesforcebeat/filebeat.yml root salesforcebeat 640\n",
		"/var/lib/salesforcebeat salesforcebeat salesforcebeat 750\n", "/var/log/salesforcebeat salesforcebeat salesforcebeat 750\n",
		"salesforcebeat version ", "Config OK\n", "# mine\nstate\n",
	} {
		if !strings.Contains(output, want) {
			t.Errorf("%q is not in the output:\n%s", want, output)
		}
	}
	for _, bad := range []string{"the service can change its configuration", "the program is still there"} {
		if strings.Contains(output, bad) {
			t.Errorf("%s:\n%s", bad, output)
		}
	}
}

// serviceCommand is what the unit starts.
func serviceCommand(t *testing.T, root string, more ...string) *exec.Cmd {
	t.Helper()
	unit, err := os.ReadFile(filepath.Join(root, "lib/systemd/system/salesforcebeat.service"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(unit)) {
		if start, ok := strings.CutPrefix(strings.TrimSpace(line), "ExecStart="); ok {
			words := append(strings.Fields(inRoot(root, start)), more...)
			return exec.CommandContext(context.Background(), words[0], words[1:]...)
		}
	}
	t.Fatal("the unit starts nothing")
	return nil
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func TestTheUnitIsValidAndLeavesLittleToAttack(t *testing.T) {
	root := installed(t)
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed, as on hosts without systemd")
	}
	for _, target := range []string{"sysinit", "basic", "shutdown", "network-online", "multi-user"} {
		if err := os.WriteFile(filepath.Join(root, "lib/systemd/system", target+".target"), []byte("[Unit]\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if output, err := exec.Command(program, "verify", "--man=no", "--root="+root, "salesforcebeat.service").CombinedOutput(); err != nil || len(output) > 0 {
		t.Errorf("systemd-analyze verify: %v: %s", err, output)
	}
	if output, err := exec.Command(program, "security", "--offline=yes", "--root="+root, "--threshold=25", "salesforcebeat.service").CombinedOutput(); err != nil {
		t.Errorf("systemd-analyze security: %v\n%s", err, output)
	}
}

func TestTheScriptsAreShell(t *testing.T) {
	for _, script := range []string{"preinstall.sh", "postinstall.sh", "preremove.sh", "salesforcebeat.sh"} {
		if output, err := exec.Command("sh", "-n", filepath.Join("files", script)).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", script, err, output)
		}
	}
}

func TestTheManifestIsOfTheReleaseAndItsConfigurationIsAccepted(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(written, "kubernetes.yml"))
	if err != nil {
		t.Fatal(err)
	}
	type manifest struct {
		APIVersion string            `yaml:"apiVersion"`
		Kind       string            `yaml:"kind"`
		Data       map[string]string `yaml:"data"`
		Spec       struct {
			Replicas int `yaml:"replicas"`
			Template struct {
				Spec struct {
					SecurityContext struct {
						RunAsNonRoot bool `yaml:"runAsNonRoot"`
					} `yaml:"securityContext"`
					Containers []struct {
						Image           string `yaml:"image"`
						SecurityContext struct {
							ReadOnly   bool  `yaml:"readOnlyRootFilesystem"`
							Escalation *bool `yaml:"allowPrivilegeEscalation"`
						} `yaml:"securityContext"`
					} `yaml:"containers"`
				} `yaml:"spec"`
			} `yaml:"template"`
		} `yaml:"spec"`
	}
	kinds := make(map[string]manifest)
	for documents := yaml.NewDecoder(bytes.NewReader(content)); ; {
		var one manifest
		if err := documents.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		kinds[one.Kind] = one
	}
	pod := kinds["StatefulSet"].Spec.Template.Spec
	if len(pod.Containers) != 1 || kinds["StatefulSet"].Spec.Replicas != 1 || !pod.SecurityContext.RunAsNonRoot {
		t.Fatalf("the stateful set is %+v", kinds["StatefulSet"])
	}
	container := pod.Containers[0]
	if container.Image != "salesforcebeat:"+testVersion || !container.SecurityContext.ReadOnly || container.SecurityContext.Escalation == nil || *container.SecurityContext.Escalation {
		t.Errorf("the container is %+v", container)
	}
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "filebeat.yml"), []byte(kinds["ConfigMap"].Data["filebeat.yml"]), 0o600); err != nil {
		t.Fatal(err)
	}
	if output, err := exec.Command(built, "test", "config", "--path.home", home, "-c", filepath.Join(home, "filebeat.yml")).CombinedOutput(); err != nil {
		t.Errorf("the configuration of the manifest: %v: %s", err, output)
	}
}

// The image cannot be built where there is no Docker; what it copies is in the archive.
func TestTheDockerfileCopiesWhatTheArchiveHas(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(written, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	archive, err := os.Open(releaseFile(".tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	names := tarNames(t, archive)
	copied := 0
	for line := range strings.Lines(string(content)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != "COPY" {
			continue
		}
		for _, word := range words[1 : len(words)-1] {
			if strings.HasPrefix(word, "--") {
				continue
			}
			copied++
			if !slices.Contains(names, fmt.Sprintf("%s-%s-%s-%s/%s", name, testVersion, runtime.GOOS, runtime.GOARCH, word)) {
				t.Errorf("the archive has no %s", word)
			}
		}
	}
	for _, want := range []string{"USER nonroot", "/usr/share/salesforcebeat/module", "HEALTHCHECK", "distroless", testVersion} {
		if !strings.Contains(string(content), want) {
			t.Errorf("the Dockerfile has no %s", want)
		}
	}
	if copied < 4 {
		t.Errorf("the Dockerfile copies %d files", copied)
	}
}
