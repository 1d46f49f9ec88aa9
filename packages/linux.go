package main

import (
	"io"
	"os"
	"path/filepath"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb" // a format
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm" // a format
)

// writeLinux writes a deb or an rpm. It has the layout of Filebeat's own, under the
// name of this program, so that both can be on one host.
func (r release) writeLinux(one program, format string) error {
	info := nfpm.WithDefaults(&nfpm.Info{
		Name:        name,
		Arch:        one.goarch,
		Platform:    one.goos,
		Version:     r.version,
		Section:     "admin",
		Maintainer:  "The filebeat-salesforce authors <filebeat-salesforce@localhost>",
		Description: "Filebeat with an input for the security data of Salesforce orgs.",
		Homepage:    "https://github.com/beats-contrib/filebeat-salesforce",
		License:     "Apache-2.0",
		MTime:       r.at,
		Overridables: nfpm.Overridables{
			Contents: r.contents(one),
			Scripts:  nfpm.Scripts{PreInstall: r.file("preinstall.sh"), PostInstall: r.file("postinstall.sh"), PreRemove: r.file("preremove.sh")},
			RPM:      nfpm.RPM{BuildHost: "localhost"},
		},
	})
	if err := nfpm.PrepareForPackager(info, format); err != nil {
		return err
	}
	packager, err := nfpm.Get(format)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(r.out, r.fileName(one, "."+format)), func(w io.Writer) error { return packager.Package(info, w) })
}

// contents are the files of a deb or rpm and who may read them: the configuration may
// hold secrets, which the program reads and others must not.
func (r release) contents(one program) files.Contents {
	content := func(source, destination, kind string, mode os.FileMode, group string) *files.Content {
		return &files.Content{
			Source: source, Destination: destination, Type: kind,
			FileInfo: &files.ContentFileInfo{Owner: "root", Group: group, Mode: mode, MTime: r.at},
		}
	}
	folder := func(destination string, owner string, mode os.FileMode) *files.Content {
		return &files.Content{Destination: destination, Type: files.TypeDir, FileInfo: &files.ContentFileInfo{Owner: owner, Group: name, Mode: mode, MTime: r.at}}
	}
	contents := files.Contents{
		content(one.path, "/usr/share/salesforcebeat/bin/salesforcebeat", "", 0o755, "root"),
		content(r.file("salesforcebeat.sh"), "/usr/bin/salesforcebeat", "", 0o755, "root"),
		content(r.file("salesforcebeat.service"), "/lib/systemd/system/salesforcebeat.service", "", 0o644, "root"),
		content(r.file("filebeat.yml"), "/etc/salesforcebeat/filebeat.yml", files.TypeConfigNoReplace, 0o640, name),
		folder("/etc/salesforcebeat", "root", 0o750),
		folder("/usr/share/salesforcebeat/module", "root", 0o755),
		folder("/var/lib/salesforcebeat", name, 0o750),
		folder("/var/log/salesforcebeat", name, 0o750),
	}
	for _, document := range []string{"LICENSE", "NOTICE", "README.md", "CHANGELOG.md"} {
		contents = append(contents, content(filepath.Join(r.root, document), "/usr/share/doc/salesforcebeat/"+document, "", 0o644, "root"))
	}
	return append(contents, content(one.texts, "/usr/share/doc/salesforcebeat/"+textsName, "", 0o644, "root"))
}
