package listen

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestListener_AnswersWhatIsKept(t *testing.T) {
	k := &keeper{}
	s := dial(t, start(t, k, nil))
	for _, c := range []struct{ head, want string }{
		{head, answer},
		{strings.Replace(head, "Flag=5", "Flag=9", 1), strings.Replace(answer, "Flag=4", "Flag=8", 1)},
		{strings.Replace(head, "CN=2061", "CN=2021", 1), answer},
		{strings.Replace(head, "CN=2061", "CN=1013", 1), strings.Replace(answer, "9014", "9013", 1)},
		{strings.Replace(head, "CN=2061", "CN=1062", 1), strings.NewReplacer("9014", "9011", "&&&&", "&&QnRtn=8&&").Replace(answer)},
		{strings.Replace(head, "123456", "654321", 1), strings.NewReplacer("9014", "9011", "&&&&", "&&QnRtn=3&&", "123456", "654321").Replace(answer)},
		{strings.NewReplacer("M1", "M2", "123456", "second").Replace(head), strings.NewReplacer("M1", "M2", "123456", "second").Replace(answer)},
	} {
		s.send(frame(c.head, "a34004-Avg=1"))
		s.hears(c.want)
	}
	broken := strings.Replace(frame(head, "a34004-Avg=1"), "Avg=1", "Avg=2", 1)
	s.send(broken)
	s.hears(strings.NewReplacer("9014", "9011", "&&&&", "&&QnRtn=9&&").Replace(answer))

	kept := k.all()
	if len(kept) != 8 { // refused ones too: they are recorded with their reason
		t.Fatalf("%d frames kept, want 8: %q", len(kept), kept)
	}
	if want := "tcp://:9212/M1 " + strings.TrimSuffix(frame(head, "a34004-Avg=1"), "\r\n"); kept[0] != want {
		t.Errorf("kept %q, want %q", kept[0], want)
	}
	if !strings.HasPrefix(kept[6], "tcp://:9212/JY002 ##") {
		t.Errorf("kept %q, want it under the code of the station", kept[6])
	}
}

// Frames without the lowest bit of Flag, and answers, get none; the frame behind
// them does.
func TestListener_AnswersWhenAsked(t *testing.T) {
	s := dial(t, start(t, &keeper{}, nil))
	s.send(frame(strings.Replace(head, "Flag=5", "Flag=4", 1), "") +
		frame("ST=22;CN=2061;PW=123456;MN=M1", "") +
		frame(strings.NewReplacer("2061", "9012", "22;", "91;").Replace(head), "ExeRtn=1") +
		frame(head, ""))
	s.hears(answer)
}

func TestListener_AnswersAfterAccept(t *testing.T) {
	k := &keeper{gate: make(chan struct{})}
	s := dial(t, start(t, k, nil))
	s.send(frame(head, "a34004-Avg=1"))
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		if _, err := s.in.ReadString('\n'); err != nil {
			t.Errorf("no answer: %v", err)
		}
		if len(k.all()) != 1 {
			t.Error("answered before the frame was kept")
		}
	}()
	k.gate <- struct{}{}
	<-heard
}

func TestListener_DoesNotAnswerWhatIsNotKept(t *testing.T) {
	l := start(t, &keeper{}, func(o *Options) {
		o.Accept = func(_ context.Context, _ string, payload []byte) error {
			if strings.Contains(string(payload), "Avg=1") {
				return errors.New("disk full")
			}
			return nil
		}
	})
	s := dial(t, l)
	s.send(frame(head, "a34004-Avg=1"))
	s.send(frame(strings.Replace(head, "0001", "0002", 1), "a34004-Avg=2"))
	s.hears(strings.Replace(answer, "0001", "0002", 1))
}

func TestListener_UnknownStation(t *testing.T) {
	k := &keeper{}
	s := dial(t, start(t, k, func(o *Options) { o.Known = func(code string) bool { return code == "JY002" } }))
	s.send(frame(head, ""))
	s.hears(strings.NewReplacer("9014", "9011", "&&&&", "&&QnRtn=4&&").Replace(answer))
	s.send(frame(strings.NewReplacer("M1", "M2", "123456", "second").Replace(head), ""))
	s.hears(strings.NewReplacer("M1", "M2", "123456", "second").Replace(answer))
}

// Of refused frames only some are kept; all are answered, and good ones are
// always kept.
func TestListener_BoundsWhatIsRecorded(t *testing.T) {
	k := &keeper{}
	s := dial(t, start(t, k, func(o *Options) { o.MaxRecorded = 2 }))
	wrong := strings.Replace(head, "123456", "654321", 1)
	for range 5 {
		s.send(frame(wrong, ""))
		s.hears(strings.NewReplacer("9014", "9011", "&&&&", "&&QnRtn=3&&", "123456", "654321").Replace(answer))
	}
	s.send(frame(head, ""))
	s.hears(answer)
	if kept := k.all(); len(kept) != 3 || !strings.Contains(kept[2], head) {
		t.Errorf("kept %q, want two refused frames and the good one", kept)
	}
}

func TestListener_FindsFramesAgain(t *testing.T) {
	s := dial(t, start(t, &keeper{}, nil))
	good := frame(head, "a34004-Avg=1")
	s.send("GET / HTTP/1.1\r\n\r\n#")
	s.send(good)
	s.hears(answer)
	s.send("##9x99" + good)
	s.hears(answer)
	s.send(fmt.Sprintf("##%04d", len(good)) + good[6:]) // counts all; its checksum is right
	s.hears(answer)
	for i := range len(good) { // byte by byte
		s.send(good[i : i+1])
	}
	s.hears(answer)
	s.send(strings.TrimSuffix(good, "\r\n")) // no line end
	s.hears(answer)
}

func TestListener_EndsConnections(t *testing.T) {
	wrong := strings.Replace(frame(strings.Replace(head, "Flag=5", "Flag=4", 1), "x=1"), "x=1", "x=2", 1)
	for name, c := range map[string]struct {
		change func(*Options)
		send   string
	}{
		"silence":          {func(o *Options) { o.Idle = 50 * time.Millisecond }, ""},
		"half a frame":     {func(o *Options) { o.FrameTime = 50 * time.Millisecond }, frame(head, "a")[:40]},
		"refused in a row": {func(o *Options) { o.MaxFaults = 3 }, strings.Repeat(wrong, 3)},
		"endless frame":    {func(o *Options) { o.MaxFaults = 1 }, "##9999CP=&&{0x" + strings.Repeat("41,0x", 40_000)},
	} {
		t.Run(name, func(t *testing.T) {
			s := dial(t, start(t, &keeper{}, c.change))
			if _, err := s.Write([]byte(c.send)); err == nil {
				s.isEnded()
			}
		})
	}
}

func TestListener_LimitsConnections(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"in all":      func(o *Options) { o.MaxConnections = 2 },
		"per address": func(o *Options) { o.MaxPerAddress = 2 },
	} {
		t.Run(name, func(t *testing.T) {
			l := start(t, &keeper{}, change)
			first, second := dial(t, l), dial(t, l)
			for _, s := range []*station{first, second} {
				s.send(frame(head, ""))
				s.hears(answer)
			}
			dial(t, l).isEnded()
			first.Close()
			for { // until the place is free again
				s := dial(t, l)
				if _, err := s.Write([]byte(frame(head, ""))); err == nil {
					if _, err := s.in.ReadString('\n'); err == nil {
						return
					}
				}
				s.Close()
			}
		})
	}
}

func TestListener_TLS(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "lanbi"}, NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(certificate)
	l := start(t, &keeper{}, func(o *Options) {
		o.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	})
	c, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{RootCAs: trusted})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s := attach(t, c)
	s.send(frame(head, ""))
	s.hears(answer)

	plain := dial(t, l)
	plain.send(frame(head, ""))
	if b, err := io.ReadAll(plain.in); err == nil && strings.Contains(string(b), "9014") {
		t.Errorf("a plain frame was answered %q", b)
	}
}

// A frame in work when the listener closes is kept and answered.
func TestListener_CloseAnswersFramesInWork(t *testing.T) {
	k := &keeper{gate: make(chan struct{})}
	l, err := Start(Options{Listen: "127.0.0.1:0", Format: format, Accept: k.accept})
	if err != nil {
		t.Fatal(err)
	}
	s := dial(t, l)
	idle := dial(t, l)
	s.send(frame(head, ""))
	k.gate <- struct{}{} // the frame is in work
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := l.Close(ctx); err != nil {
		t.Fatal(err)
	}
	s.hears(answer)
	s.isEnded()
	idle.isEnded()
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("connections are still taken")
	}
}

// A frame that cannot be kept does not hold up Close for longer than its time.
func TestListener_CloseGivesUp(t *testing.T) {
	k := &keeper{gate: make(chan struct{})}
	entered := make(chan struct{})
	l, err := Start(Options{Listen: "127.0.0.1:0", Format: format, AcceptTime: time.Hour,
		Accept: func(ctx context.Context, topic string, payload []byte) error {
			close(entered)
			return k.accept(ctx, topic, payload)
		}})
	if err != nil {
		t.Fatal(err)
	}
	s := dial(t, l)
	s.send(frame(head, ""))
	<-entered
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("close: %v, want that it gave up", err)
	}
	s.isEnded()
	if kept := k.all(); len(kept) > 0 {
		t.Errorf("kept %q", kept)
	}
}

func TestListener_ManyStations(t *testing.T) {
	k := &keeper{}
	l := start(t, k, nil)
	var wg sync.WaitGroup
	for i := range 20 {
		s := dial(t, l)
		wg.Go(func() {
			for n := range 25 {
				qn := fmt.Sprintf("QN=202611210900%05d", i*100+n)
				fmt.Fprint(s, frame(strings.Replace(head, "QN=20261121090000001", qn, 1), "a34004-Avg=1"))
				if line, err := s.in.ReadString('\n'); err != nil || !strings.Contains(line, qn+";ST=91;CN=9014") {
					t.Errorf("station %d: %q %v", i, line, err)
					return
				}
			}
		})
	}
	wg.Wait()
	if n := len(k.all()); n != 500 {
		t.Errorf("%d frames kept, want 500", n)
	}
}
