// Package evidence keeps the files that people attach to an event (佐证材料), such as a
// satellite picture of a dust process: dir/EVENT/SHA256_NAME, with EVENT and NAME
// escaped, so that a copy of the folder explains itself and needs no index.
//
// Files are only ever added. The name holds the hash of the content, which is checked
// whenever the file is read.
package evidence

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is kept.
const (
	MaxBytes = 10 << 20 // of one file
	MaxFiles = 10       // of one event
	maxName  = 60       // characters of a name
	maxEvent = 100      // characters of an id
	// maxPart is what a file system takes as the name of one file or folder, in bytes.
	maxPart = 255
)

// Why a file is refused or not there; everything else is a fault of the disk.
var (
	ErrRefused = errors.New("refused")
	ErrMissing = errors.New("no such file")
)

// Refusal is an ErrRefused with its reason in words for people.
type Refusal struct{ Name, Why string }

// Error names the file and the reason.
func (r *Refusal) Error() string {
	return fmt.Sprintf("keep evidence %q: %v: %s", r.Name, ErrRefused, r.Why)
}

// Unwrap is ErrRefused.
func (r *Refusal) Unwrap() error { return ErrRefused }

// kinds are the endings that are taken, and how their content must begin to look.
var kinds = map[string]string{
	".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".txt": "text/plain", ".csv": "text/plain",
	".zip": "application/zip", ".xlsx": "application/zip", ".docx": "application/zip",
}

// File is one kept file.
type File struct {
	Name   string // as it was called by who sent it
	Size   int64
	SHA256 string // 64 hexadecimal digits; names the file within its event
	At     time.Time
}

// Store keeps files below a directory, which it makes when the first one comes. Its
// methods may be called from any goroutine.
type Store struct {
	dir string
	mu  sync.Mutex // one Put at a time: it counts before it writes
}

// New is the store below dir.
func New(dir string) *Store { return &Store{dir: dir} }

// Put keeps a file of an event and returns once it is on the disk. The same content
// twice is kept once, under its first name. It fails with ErrRefused when the name, the
// kind, the size or the number of files is out of bounds.
func (s *Store) Put(event, name string, content []byte) (File, error) {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	if err := check(event, name, content); err != nil {
		return File{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	files, err := s.List(event)
	if err != nil {
		return File{}, err
	}
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])
	if i := slices.IndexFunc(files, func(f File) bool { return f.SHA256 == hash }); i >= 0 {
		return files[i], nil
	}
	if len(files) >= MaxFiles {
		return File{}, &Refusal{name, fmt.Sprintf("该过程已有 %d 个文件，至多 %d 个", len(files), MaxFiles)}
	}
	folder := s.folder(event)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return File{}, fmt.Errorf("keep evidence %q: %w", name, err)
	}
	path := filepath.Join(folder, hash+"_"+escape(name))
	if err := write(path, content); err != nil {
		return File{}, fmt.Errorf("keep evidence %q: %w", name, err)
	}
	if err := errors.Join(syncFolder(folder), syncFolder(s.dir)); err != nil {
		return File{}, fmt.Errorf("keep evidence %q: %w", name, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return File{}, fmt.Errorf("keep evidence %q: %w", name, err)
	}
	return File{Name: name, Size: info.Size(), SHA256: hash, At: info.ModTime()}, nil
}

// check says what is wrong with a file, nil when nothing is.
func check(event, name string, content []byte) error {
	refuse := func(format string, args ...any) error { return &Refusal{name, fmt.Sprintf(format, args...)} }
	ending := filepath.Ext(name)
	want, known := kinds[strings.ToLower(ending)]
	switch length := utf8.RuneCountInString(name); {
	case event == "" || utf8.RuneCountInString(event) > maxEvent || len(escape(event)) > maxPart:
		return refuse("事件编号 %q 应为 1～%d 个字", event, maxEvent)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unseen):
		return refuse("文件名 %q 含有不可见字符", name)
	case !known || length == len(ending):
		return refuse("文件名 %q 应有名称，后缀为 pdf、png、jpg、txt、csv、xlsx、docx 或 zip", name)
	case length > maxName || 2*sha256.Size+1+len(escape(name)) > maxPart:
		return refuse("文件名有 %d 个字，应不超过 %d 个（标点与空格各按三个计）", length, maxName)
	case len(content) == 0 || len(content) > MaxBytes:
		return refuse("文件有 %d 字节，应为 1 字节～%d MiB", len(content), MaxBytes>>20)
	}
	if found, _, _ := strings.Cut(http.DetectContentType(content), ";"); found != want {
		return refuse("内容是 %s，与后缀 %s 不符", found, ending)
	}
	return nil
}

// unseen tells characters that make a name look like another one, such as those that
// turn the direction of the text.
func unseen(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// List are the files of an event, oldest first; none is no error.
func (s *Store) List(event string) ([]File, error) {
	entries, err := os.ReadDir(s.folder(event))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list evidence of event %s: %w", event, err)
	}
	var files []File
	for _, entry := range entries {
		hash, name, ok := strings.Cut(entry.Name(), "_")
		if !ok || len(hash) != 2*sha256.Size { // a write that was interrupted, or not ours
			continue
		}
		info, err := entry.Info()
		if err != nil {
			return nil, fmt.Errorf("list evidence of event %s: %w", event, err)
		}
		files = append(files, File{Name: unescape(name), Size: info.Size(), SHA256: hash, At: info.ModTime()})
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.SHA256, b.SHA256)) })
	return files, nil
}

// Read is the content of a file of an event. It fails with ErrMissing when there is
// none, and when the content is not what was kept.
func (s *Store) Read(event, hash string) (File, []byte, error) {
	files, err := s.List(event)
	if err != nil {
		return File{}, nil, err
	}
	i := slices.IndexFunc(files, func(f File) bool { return f.SHA256 == hash })
	if i < 0 {
		return File{}, nil, fmt.Errorf("read evidence %s of event %s: %w", hash, event, ErrMissing)
	}
	content, err := os.ReadFile(filepath.Join(s.folder(event), hash+"_"+escape(files[i].Name)))
	if err != nil {
		return File{}, nil, fmt.Errorf("read evidence of event %s: %w", event, err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != hash {
		return File{}, nil, fmt.Errorf("read evidence %s of event %s: the file on the disk has another content", hash, event)
	}
	return files[i], content, nil
}

func (s *Store) folder(event string) string { return filepath.Join(s.dir, escape(event)) }

// escape makes a name of any text that no file system reads otherwise: letters of any
// script, digits and hyphens stay, a dot does where it does not lead, all else is %XX.
func escape(text string) string {
	var b bytes.Buffer
	for i, size := 0, 0; i < len(text); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(text[i:])
		if unicode.IsLetter(r) || r >= '0' && r <= '9' || r == '-' || r == '.' && i > 0 {
			b.WriteString(text[i : i+size])
			continue
		}
		for _, c := range []byte(text[i : i+size]) {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// unescape reads what escape wrote; anything else stays as it is.
func unescape(name string) string {
	var b bytes.Buffer
	for i := 0; i < len(name); i++ {
		if name[i] == '%' && i+2 < len(name) {
			if c, err := hex.DecodeString(name[i+1 : i+3]); err == nil {
				b.Write(c)
				i += 2
				continue
			}
		}
		b.WriteByte(name[i])
	}
	return b.String()
}

// write puts the content on the disk under path, whole or not at all.
func write(path string, content []byte) error {
	temporary := filepath.Join(filepath.Dir(path), "part") // List passes over it
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return os.Rename(temporary, path)
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
