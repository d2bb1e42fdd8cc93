package wallet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"
)

// The promises of every client, as clients/vectors.json has them, kept by this one.

type arguments struct {
	Path           []string        `json:"path"`
	Query          json.RawMessage `json:"query"`
	Body           json.RawMessage `json:"body"`
	IdempotencyKey string          `json:"idempotency_key"`
	IfMatch        string          `json:"if_match"`
	NewerThan      string          `json:"newer_than"`
	OnBehalfOf     string          `json:"on_behalf_of"`
	DryRun         bool            `json:"dry_run"`
}

type vectorsFile struct {
	Client struct {
		DeadlineMs       int64     `json:"deadline_ms"`
		AttemptTimeoutMs int64     `json:"attempt_timeout_ms"`
		Now              time.Time `json:"now"`
	} `json:"client"`
	Requests []struct {
		Operation string    `json:"operation"`
		Arguments arguments `json:"arguments"`
		Request   struct {
			Method  string            `json:"method"`
			Target  string            `json:"target"`
			Headers map[string]string `json:"headers"`
			Body    json.RawMessage   `json:"body"`
		} `json:"request"`
	} `json:"requests"`
	Retries []struct {
		Name      string    `json:"name"`
		Operation string    `json:"operation"`
		Arguments arguments `json:"arguments"`
		Random    float64   `json:"random"`
		Attempts  []attempt `json:"attempts"`
		WaitsMs   []int64   `json:"waits_ms"`
		Outcome   struct {
			Body          map[string]any `json:"body"`
			Problem       map[string]any `json:"problem"`
			MayBeRecorded bool           `json:"may_be_recorded"`
			NoOutcome     *struct {
				MayBeRecorded bool   `json:"may_be_recorded"`
				Code          string `json:"code"`
			} `json:"no_outcome"`
		} `json:"outcome"`
		Meta   map[string]any `json:"meta"`
		Client patience       `json:"client"`
	} `json:"retries"`
	Pages []struct {
		Name      string            `json:"name"`
		Arguments arguments         `json:"arguments"`
		Answers   []json.RawMessage `json:"answers"`
		Targets   []string          `json:"targets"`
		Amounts   []int64           `json:"amounts"`
	} `json:"pages"`
	Events []struct {
		Name     string          `json:"name"`
		Query    ListEventsQuery `json:"query"`
		Attempts []attempt       `json:"attempts"`
		Targets  []string        `json:"targets"`
		WaitsMs  []int64         `json:"waits_ms"`
		IDs      []string        `json:"ids"`
		Problem  string          `json:"problem"`
		Client   patience        `json:"client"`
	} `json:"events"`
	Signatures []struct {
		Name    string            `json:"name"`
		Genuine bool              `json:"genuine"`
		Secrets []string          `json:"secrets"`
		NowS    int64             `json:"now_s"`
		Headers map[string]string `json:"headers"`
		Body    string            `json:"body"`
	} `json:"signatures"`
}

type patience struct {
	DeadlineMs  int64 `json:"deadline_ms"`
	AttemptsMax int   `json:"attempts_max"`
}

type attempt struct {
	Lost    bool              `json:"lost"`
	AfterMs int64             `json:"after_ms"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
	Text    *string           `json:"text"`
}

func vectors(t *testing.T) vectorsFile {
	t.Helper()
	var found vectorsFile
	readFile(t, "../vectors.json", &found)
	return found
}

func readFile(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// fakeClock stands still but for waits and lost answers, and writes down how long was waited.
type fakeClock struct {
	time   time.Time
	chance float64
	waits  []int64
}

func (c *fakeClock) now() time.Time  { return c.time }
func (c *fakeClock) random() float64 { return c.chance }
func (c *fakeClock) sleep(_ context.Context, wait time.Duration) error {
	c.waits = append(c.waits, wait.Round(time.Millisecond).Milliseconds())
	c.time = c.time.Add(wait)
	return nil
}

type roundTripper func(*http.Request) (*http.Response, error)

func (r roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return r(request) }

func testClient(clock clock, answer roundTripper) *Client {
	client := New("http://wallet.test/", "wk_1")
	client.HTTP.Transport = answer
	client.clock = clock
	return client
}

func response(status int, headers map[string]string, body string) *http.Response {
	header := http.Header{}
	for name, value := range headers {
		header.Set(name, value)
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

// method finds an operation's method: createTopUp is CreateTopUp, and listing by an id is ID.
func method(client *Client, operation string) reflect.Value {
	return reflect.ValueOf(client).MethodByName(strings.ToUpper(operation[:1]) + operation[1:])
}

// call calls an operation with the arguments of a vector, and answers what it returned last, an error or nil, and before it.
func call(t *testing.T, client *Client, operation string, given arguments, meta *Meta) (any, error) {
	t.Helper()
	found := method(client, operation)
	if !found.IsValid() {
		t.Fatalf("there is no method for %s", operation)
	}
	in := []reflect.Value{reflect.ValueOf(context.Background())}
	for _, segment := range given.Path {
		in = append(in, reflect.ValueOf(segment))
	}
	texts := []json.RawMessage{given.Query}
	if given.Body != nil {
		texts = []json.RawMessage{given.Body, given.Query}
	}
	// The last parameter is the options; before it may be a body and a query.
	for _, text := range texts[:found.Type().NumIn()-1-len(in)] {
		value := reflect.New(found.Type().In(len(in)))
		if text != nil {
			if err := json.Unmarshal(text, value.Interface()); err != nil {
				t.Fatal(err)
			}
		}
		in = append(in, value.Elem())
	}
	options := []Option{WithIdempotencyKey(given.IdempotencyKey), WithIfMatch(given.IfMatch), WithNewerThan(given.NewerThan), WithOnBehalfOf(given.OnBehalfOf)}
	if given.DryRun {
		options = append(options, WithDryRun())
	}
	if meta != nil {
		options = append(options, WithMeta(meta))
	}
	for _, option := range options {
		in = append(in, reflect.ValueOf(option))
	}
	out := found.Call(in)
	err, _ := out[len(out)-1].Interface().(error)
	return out[0].Interface(), err
}

// parts of a target: its path segments as text, and its query.
func partsOf(t *testing.T, target string) ([]string, url.Values) {
	t.Helper()
	path, query, _ := strings.Cut(target, "?")
	segments := strings.Split(path, "/")
	for i := range segments {
		segments[i], _ = url.PathUnescape(segments[i])
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return segments, values
}

func sameTarget(t *testing.T, got, want string) {
	t.Helper()
	gotPath, gotQuery := partsOf(t, got)
	wantPath, wantQuery := partsOf(t, want)
	if !reflect.DeepEqual(gotPath, wantPath) || !reflect.DeepEqual(gotQuery, wantQuery) {
		t.Errorf("asked for %s, not for %s", got, want)
	}
}

func sameJSON(t *testing.T, got, want []byte) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal(got, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(want, &b); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("sent %s, not %s", got, want)
	}
}

// documented is an operation of the OpenAPI document.
type documented struct {
	OperationID string          `json:"operationId"`
	RequestBody json.RawMessage `json:"requestBody"`
}

func document(t *testing.T) map[string]map[string]documented {
	t.Helper()
	var found struct {
		Paths map[string]map[string]documented `json:"paths"`
	}
	readFile(t, "../../crates/wallet-http/tests/golden/openapi.txt", &found)
	return found.Paths
}

func camelCase(id string) string {
	return regexp.MustCompile("_[a-z]").ReplaceAllStringFunc(id, func(s string) string { return strings.ToUpper(s[1:]) })
}

func TestEveryOperationOfTheDocumentIsAMethodAndHasARequest(t *testing.T) {
	known, inVectors := map[string]bool{}, map[string]bool{}
	for _, item := range document(t) {
		for _, operation := range item {
			name := camelCase(operation.OperationID)
			known[name] = true
			if !method(New("", ""), name).IsValid() {
				t.Errorf("there is no method for %s", name)
			}
		}
	}
	for _, vector := range vectors(t).Requests {
		inVectors[vector.Operation] = true
	}
	if !reflect.DeepEqual(known, inVectors) {
		t.Errorf("the document has %v, the vectors have %v", known, inVectors)
	}
}

func TestRequests(t *testing.T) {
	for _, vector := range vectors(t).Requests {
		t.Run(vector.Operation, func(t *testing.T) {
			var sent *http.Request
			var body []byte
			client := testClient(&fakeClock{}, func(request *http.Request) (*http.Response, error) {
				sent = request
				if request.Body != nil {
					body, _ = io.ReadAll(request.Body)
				}
				return response(200, nil, "{}"), nil
			})
			if _, err := call(t, client, vector.Operation, vector.Arguments, nil); err != nil {
				t.Fatal(err)
			}
			sameTarget(t, sent.URL.RequestURI(), vector.Request.Target)
			if sent.Method != vector.Request.Method {
				t.Errorf("sent a %s", sent.Method)
			}
			if sent.Header.Get("Authorization") != "Bearer wk_1" {
				t.Error("the API key is missing")
			}
			for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key", "If-Match", "If-Newer-Than", "Wallet-On-Behalf-Of"} {
				if got := sent.Header.Get(name); got != vector.Request.Headers[name] {
					t.Errorf("%s is %q, not %q", name, got, vector.Request.Headers[name])
				}
			}
			if vector.Request.Body == nil {
				if body != nil || sent.Header.Get("Content-Type") != "" {
					t.Errorf("sent the body %s", body)
				}
				return
			}
			if sent.Header.Get("Content-Type") != "application/json" {
				t.Error("the body's type is missing")
			}
			sameJSON(t, body, vector.Request.Body)
		})
	}
}

func TestRetries(t *testing.T) {
	all := vectors(t)
	for _, vector := range all.Retries {
		t.Run(vector.Name, func(t *testing.T) {
			clock := &fakeClock{time: all.Client.Now, chance: vector.Random}
			var sent []string
			client := testClient(clock, func(request *http.Request) (*http.Response, error) {
				attempt := vector.Attempts[len(sent)]
				body := []byte{}
				if request.Body != nil {
					body, _ = io.ReadAll(request.Body)
				}
				sent = append(sent, fmt.Sprint(request.Method, request.URL, request.Header, string(body)))
				if attempt.Lost {
					clock.time = clock.time.Add(time.Duration(attempt.AfterMs) * time.Millisecond)
					return nil, errors.New("the connection is lost")
				}
				if attempt.Text != nil {
					return response(attempt.Status, attempt.Headers, *attempt.Text), nil
				}
				return response(attempt.Status, attempt.Headers, string(attempt.Body)), nil
			})
			client.Deadline = time.Duration(all.Client.DeadlineMs) * time.Millisecond
			if vector.Client.DeadlineMs != 0 {
				client.Deadline = time.Duration(vector.Client.DeadlineMs) * time.Millisecond
			}
			client.AttemptTimeout = time.Duration(all.Client.AttemptTimeoutMs) * time.Millisecond
			client.AttemptsMax = vector.Client.AttemptsMax
			meta := &Meta{}
			answer, err := call(t, client, vector.Operation, vector.Arguments, meta)
			var problem *ProblemError
			var none *NoOutcomeError
			switch {
			case vector.Outcome.Body != nil:
				if err != nil {
					t.Fatal(err)
				}
				holds(t, answer, vector.Outcome.Body)
			case vector.Outcome.Problem != nil:
				if !errors.As(err, &problem) {
					t.Fatalf("no problem but %v", err)
				}
				holds(t, problem.Problem, vector.Outcome.Problem)
				if problem.MayBeRecorded != vector.Outcome.MayBeRecorded || problem.IdempotencyKey != vector.Arguments.IdempotencyKey {
					t.Errorf("%+v", problem)
				}
			default:
				if !errors.As(err, &none) {
					t.Fatalf("an outcome, %v, %v", answer, err)
				}
				if none.MayBeRecorded != vector.Outcome.NoOutcome.MayBeRecorded || none.IdempotencyKey != vector.Arguments.IdempotencyKey {
					t.Errorf("%+v", none)
				}
				if none.Problem == nil && vector.Outcome.NoOutcome.Code != "" || none.Problem != nil && string(none.Problem.Code) != vector.Outcome.NoOutcome.Code {
					t.Errorf("%+v", none.Problem)
				}
			}
			if len(sent) != len(vector.Attempts) {
				t.Errorf("%d attempts", len(sent))
			}
			for _, one := range sent {
				if one != sent[0] {
					t.Errorf("an attempt is another request: %s", one)
				}
			}
			if fmt.Sprint(clock.waits) != fmt.Sprint(vector.WaitsMs) {
				t.Errorf("waited %v and not %v", clock.waits, vector.WaitsMs)
			}
			told := map[string]any{
				"idempotency_key": meta.IdempotencyKey, "attempts": float64(meta.Attempts), "status": float64(meta.Status),
				"replayed": meta.Replayed, "etag": meta.ETag, "read_lag_ms": float64(meta.ReadLagMs), "request_id": meta.RequestID,
			}
			for name, value := range vector.Meta {
				if told[name] != value {
					t.Errorf("%s is told as %v, not %v", name, told[name], value)
				}
			}
		})
	}
}

// holds compares the members that are expected with those of a struct's JSON form.
func holds(t *testing.T, got any, want map[string]any) {
	t.Helper()
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]any{}
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatal(err)
	}
	for name, value := range want {
		if !reflect.DeepEqual(members[name], value) {
			t.Errorf("%s is %v, not %v, in %s", name, members[name], value, text)
		}
	}
}

func TestPages(t *testing.T) {
	for _, vector := range vectors(t).Pages {
		t.Run(vector.Name, func(t *testing.T) {
			var asked []string
			client := testClient(&fakeClock{}, func(request *http.Request) (*http.Response, error) {
				asked = append(asked, request.URL.RequestURI())
				return response(200, nil, string(vector.Answers[len(asked)-1])), nil
			})
			var query ListEntriesQuery
			if err := json.Unmarshal(vector.Arguments.Query, &query); err != nil {
				t.Fatal(err)
			}
			var found []int64
			entries := client.IterateEntries(vector.Arguments.Path[0], vector.Arguments.Path[1], query)
			for entries.Next(context.Background()) {
				found = append(found, entries.Item().Amount)
			}
			if entries.Err() != nil || !reflect.DeepEqual(found, vector.Amounts) || len(asked) != len(vector.Targets) {
				t.Fatalf("%v %v %v", entries.Err(), found, asked)
			}
			for i := range asked {
				sameTarget(t, asked[i], vector.Targets[i])
			}
		})
	}
}

func TestEvents(t *testing.T) {
	for _, vector := range vectors(t).Events {
		t.Run(vector.Name, func(t *testing.T) {
			clock := &fakeClock{chance: 0.5}
			var asked, found []string
			client := testClient(clock, func(request *http.Request) (*http.Response, error) {
				attempt := vector.Attempts[len(asked)]
				asked = append(asked, request.URL.RequestURI())
				if attempt.Lost {
					clock.time = clock.time.Add(time.Duration(attempt.AfterMs) * time.Millisecond)
					return nil, errors.New("the connection is lost")
				}
				return response(attempt.Status, attempt.Headers, string(attempt.Body)), nil
			})
			client.AttemptsMax = vector.Client.AttemptsMax
			events := client.FollowEvents(vector.Query)
			for (len(found) < len(vector.IDs) || vector.Problem != "") && events.Next(context.Background()) {
				found = append(found, events.Item().ID)
			}
			var refused *ProblemError
			if errors.As(events.Err(), &refused) != (vector.Problem != "") || refused != nil && string(refused.Problem.Code) != vector.Problem {
				t.Error(events.Err())
			}
			if fmt.Sprint(found) != fmt.Sprint(vector.IDs) || len(asked) != len(vector.Targets) {
				t.Fatalf("%v %v", found, asked)
			}
			for i := range asked {
				sameTarget(t, asked[i], vector.Targets[i])
			}
			if fmt.Sprint(clock.waits) != fmt.Sprint(vector.WaitsMs) {
				t.Error(clock.waits)
			}
		})
	}
}

func TestSignatures(t *testing.T) {
	for _, vector := range vectors(t).Signatures {
		t.Run(vector.Name, func(t *testing.T) {
			header := http.Header{}
			for name, value := range vector.Headers {
				header.Set(name, value)
			}
			err := verifyWebhookAt(time.Unix(vector.NowS, 0), header, []byte(vector.Body), vector.Secrets...)
			var refused *WebhookError
			if (err == nil) != vector.Genuine || err != nil && !errors.As(err, &refused) {
				t.Error(err)
			}
		})
	}
}

func TestAKeyIsMadeWhereNoneIsGivenAndToldBeforeTheFirstAttempt(t *testing.T) {
	meta := &Meta{}
	var keys []string
	client := testClient(&fakeClock{}, func(request *http.Request) (*http.Response, error) {
		keys = append(keys, request.Header.Get("Idempotency-Key"))
		if meta.IdempotencyKey != keys[0] {
			t.Error("the key is not told")
		}
		if len(keys) < 3 {
			return response(503, nil, ""), nil
		}
		return response(200, nil, "{}"), nil
	})
	spend := SpendRequest{Owner: "user_001", Asset: "GOLD_COINS", Amount: 1}
	if _, err := client.CreateSpend(context.Background(), spend, WithMeta(meta)); err != nil {
		t.Fatal(err)
	}
	sort.Strings(keys)
	uuid := regexp.MustCompile("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
	if len(keys) != 3 || keys[0] != keys[2] || !uuid.MatchString(keys[0]) {
		t.Error(keys)
	}
}

func TestWhatIsNotSafeToSendTwiceIsSentAgainOnlyIfNothingWasRecorded(t *testing.T) {
	for path, item := range document(t) {
		operation, isPost := item["post"]
		if !isPost || !strings.HasPrefix(path, "/v1/webhooks") {
			continue
		}
		sent := 0
		client := testClient(&fakeClock{}, func(request *http.Request) (*http.Response, error) {
			if sent++; sent == 1 {
				return response(503, nil, `{"code": "overloaded", "detail": "D."}`), nil
			}
			return nil, errors.New("the connection is lost")
		})
		given := arguments{}
		for range bytes.Split([]byte(path), []byte("{"))[1:] {
			given.Path = append(given.Path, "id")
		}
		if operation.RequestBody != nil {
			given.Body = json.RawMessage("{}")
		}
		var none *NoOutcomeError
		if _, err := call(t, client, camelCase(operation.OperationID), given, nil); !errors.As(err, &none) || sent != 2 {
			t.Errorf("%s: %v after %d", path, err, sent)
		}
	}
}

func TestAContextEndsACallBetweenAttempts(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	client := New("http://wallet.test", "")
	client.HTTP.Transport = roundTripper(func(*http.Request) (*http.Response, error) {
		cancel()
		return response(503, nil, ""), nil
	})
	if _, err := client.GetWallet(ctx, "user_001", "GOLD_COINS"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
