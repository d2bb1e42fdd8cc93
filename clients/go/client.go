// Package wallet is a client of a Wallet server: one method a route, retries under one idempotency key until there is an
// outcome, problems by code, pages, events and webhooks. It needs the standard library only.
//
// Every attempt of a call sends the same bytes under the same idempotency key, so a command is carried out once, however often
// it is sent. clients/vectors.json has the rules as cases, which the clients of all languages run.
package wallet

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"math"
	mathrand "math/rand"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	backoffFirst = 100 * time.Millisecond
	backoffMax   = 5 * time.Second
)

// Client talks to one server. It is safe for concurrent use.
type Client struct {
	// BaseURL is where the server is, such as http://localhost:3000.
	BaseURL string
	// APIKey is sent with every request unless it is empty.
	APIKey string
	// Deadline bounds a call with all its attempts; a context with an earlier one ends it before.
	Deadline time.Duration
	// AttemptTimeout bounds how long one attempt waits for its answer.
	AttemptTimeout time.Duration
	// AttemptsMax bounds the attempts of a call; 0 leaves them to the deadline.
	AttemptsMax int
	// HTTP sends requests. It must not follow redirects.
	HTTP *http.Client

	clock clock
}

// New returns a client of the server at baseURL with the usual times: a minute a call, 15 s an attempt.
func New(baseURL, apiKey string) *Client {
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{
		BaseURL:        strings.TrimRight(baseURL, "/"),
		APIKey:         apiKey,
		Deadline:       time.Minute,
		AttemptTimeout: 15 * time.Second,
		HTTP:           &http.Client{CheckRedirect: stay},
		clock:          systemClock{},
	}
}

// Meta is what is beside an answer's body. A call fills it: the key before the first attempt, the rest with the answer.
type Meta struct {
	// IdempotencyKey is the key that the command is sent under: yours, or the one that was made.
	IdempotencyKey string
	// Attempts is how many requests were sent.
	Attempts int
	// Status is the answer's.
	Status int
	// Replayed is whether the command had been carried out before, and this is its outcome again.
	Replayed bool
	// ETag is the answer's, for WithIfMatch.
	ETag string
	// ReadLagMs is how many milliseconds old the answer is at most: it has every command that was acknowledged before. 0 from the
	// primary, and on a route that standbys do not answer.
	ReadLagMs int64
	// RequestID is the answer's X-Request-Id.
	RequestID string
}

// Option is what a call may be given beside its arguments.
type Option func(*parts)

// WithIdempotencyKey names the one thing that shall happen once, such as an order's id. A random UUID is made without it.
func WithIdempotencyKey(key string) Option { return func(p *parts) { p.key = key } }

// WithIfMatch has a command carried out only if the wallet or asset still has this ETag.
func WithIfMatch(etag string) Option { return func(p *parts) { p.ifMatch = etag } }

// WithNewerThan names a transaction whose doing the answer must have, though a standby may answer.
func WithNewerThan(transaction string) Option { return func(p *parts) { p.newerThan = transaction } }

// WithOnBehalfOf records the person behind the request, such as a support agent.
func WithOnBehalfOf(person string) Option { return func(p *parts) { p.onBehalfOf = person } }

// WithDryRun only asks what would come of it.
func WithDryRun() Option { return func(p *parts) { p.dryRun = true } }

// WithDeadline is how long the call may take with all its attempts, instead of the client's.
func WithDeadline(deadline time.Duration) Option { return func(p *parts) { p.deadline = deadline } }

// WithMeta fills meta with the key before the first attempt, and with the status and the headers of the answer.
func WithMeta(meta *Meta) Option { return func(p *parts) { p.meta = meta } }

type parts struct {
	path       []string
	query      any
	body       any
	key        string
	ifMatch    string
	newerThan  string
	onBehalfOf string
	dryRun     bool
	format     string
	deadline   time.Duration
	meta       *Meta
}

// operation is what is particular to a route.
type operation struct {
	method, path string
	// key is the header that its key goes into.
	key string
	// repeatable is whether sending it twice does no more than sending it once.
	repeatable bool
	answer     answerKind
}

type answerKind int

const (
	answersJSON answerKind = iota
	answersText
	answersNothing
)

// clock is where a call takes time and chance from.
type clock interface {
	now() time.Time
	sleep(ctx context.Context, wait time.Duration) error
	// random is from 0 to below 1.
	random() float64
}

type systemClock struct{}

func (systemClock) now() time.Time  { return time.Now() }
func (systemClock) random() float64 { return mathrand.Float64() }
func (systemClock) sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// call sends a request until there is an outcome, whose body goes into out.
func (c *Client) call(ctx context.Context, op operation, p parts, options []Option, out any) error {
	for _, option := range options {
		option(&p)
	}
	if p.meta == nil {
		p.meta = &Meta{}
	}
	if p.deadline == 0 {
		p.deadline = c.Deadline
	}
	deadline := c.clock.now().Add(p.deadline)
	if op.key == "" {
		p.key = ""
	} else if p.key == "" {
		p.key = NewKey()
	}
	*p.meta = Meta{IdempotencyKey: p.key}
	target, header, body, err := c.request(op, p)
	if err != nil {
		return err
	}
	mayBeRecorded := false
	for {
		p.meta.Attempts++
		answer := c.attempt(ctx, op.method, target, header, body, deadline)
		if err := ctx.Err(); err != nil && answer.lost != nil {
			return err
		}
		verdict, problem := judge(op, answer, c.clock.now())
		switch verdict.kind {
		case isOutcome:
			p.meta.tell(answer)
			return read(op, answer.body, out)
		case isRefusal:
			p.meta.tell(answer)
			return &ProblemError{
				Problem: problem, Status: answer.status, RequestID: p.meta.RequestID, IdempotencyKey: p.key,
				Attempts: p.meta.Attempts, MayBeRecorded: mayBeRecorded && verdict.settlesNothing,
			}
		}
		mayBeRecorded = mayBeRecorded || verdict.isUnclear
		wait := c.backoff(p.meta.Attempts)
		if verdict.retryAfter > wait {
			wait = verdict.retryAfter
		}
		mayTryAgain := op.repeatable || !verdict.isUnclear
		isLast := c.AttemptsMax > 0 && p.meta.Attempts >= c.AttemptsMax
		if !mayTryAgain || isLast || !c.clock.now().Add(wait).Before(deadline) {
			return &NoOutcomeError{
				what: op.method + " " + op.path, Problem: problem, IdempotencyKey: p.key,
				Attempts: p.meta.Attempts, MayBeRecorded: mayBeRecorded, RetryAfter: wait, cause: verdict.cause,
			}
		}
		if err := c.clock.sleep(ctx, wait); err != nil {
			return err
		}
	}
}

func read(op operation, body []byte, out any) error {
	switch op.answer {
	case answersText:
		*out.(*string) = string(body)
		return nil
	case answersNothing:
		return nil
	}
	return json.Unmarshal(body, out)
}

func (c *Client) request(op operation, p parts) (string, http.Header, []byte, error) {
	target := op.path
	for _, segment := range p.path {
		begin, end := strings.IndexByte(target, '{'), strings.IndexByte(target, '}')
		target = target[:begin] + strings.ReplaceAll(url.QueryEscape(segment), "+", "%20") + target[end+1:]
	}
	query, err := words(p.query)
	if err != nil {
		return "", nil, nil, err
	}
	if p.dryRun {
		query.Set("dry_run", "true")
	}
	if p.format != "" {
		query.Set("format", p.format)
	}
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	header := http.Header{}
	header.Set("Accept", "application/json, application/problem+json")
	if op.answer == answersText {
		header.Set("Accept", "text/csv, text/plain, application/problem+json")
	}
	set := func(name, value string) {
		if value != "" {
			header.Set(name, value)
		}
	}
	if c.APIKey != "" {
		header.Set("Authorization", "Bearer "+c.APIKey)
	}
	set("If-Match", p.ifMatch)
	set("If-Newer-Than", p.newerThan)
	set("Wallet-On-Behalf-Of", p.onBehalfOf)
	if op.key != "" {
		header.Set(op.key, inHeader(p.key, op.key))
	}
	if p.body == nil {
		return target, header, nil, nil
	}
	header.Set("Content-Type", "application/json")
	body, err := json.Marshal(p.body)
	return target, header, body, err
}

// words makes a query of a struct by its JSON form: lists become several parameters.
func words(query any) (url.Values, error) {
	found := url.Values{}
	if query == nil {
		return found, nil
	}
	text, err := json.Marshal(query)
	if err != nil {
		return nil, err
	}
	members := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&members); err != nil {
		return nil, err
	}
	for name, value := range members {
		values, isList := value.([]any)
		if !isList {
			values = []any{value}
		}
		for _, one := range values {
			if one != nil {
				found.Add(name, fmt.Sprint(one))
			}
		}
	}
	return found, nil
}

// answer is what came of an attempt: an HTTP answer, or why there is none.
type answer struct {
	status int
	header http.Header
	body   []byte
	lost   error
}

func (c *Client) attempt(
	ctx context.Context, method, target string, header http.Header, body []byte, deadline time.Time,
) answer {
	patience := c.AttemptTimeout
	if left := deadline.Sub(c.clock.now()); left < patience {
		patience = left
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.BaseURL+target, reader)
	if err != nil {
		return answer{lost: err}
	}
	request.Header = header.Clone()
	response, err := c.HTTP.Do(request)
	if err != nil {
		return answer{lost: err}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		// A lost connection and an answer that is late are the same: nobody knows.
		return answer{lost: err}
	}
	return answer{status: response.StatusCode, header: response.Header, body: text}
}

// backoff doubles up to a bound; a half of it is left to chance, so that callers do not come in step.
func (c *Client) backoff(attempt int) time.Duration {
	full := math.Min(float64(backoffMax), float64(backoffFirst)*math.Pow(2, float64(attempt-1)))
	return time.Duration(full * (0.5 + c.clock.random()/2))
}

func (m *Meta) tell(answer answer) {
	m.Status = answer.status
	m.Replayed = answer.header.Get("Idempotent-Replayed") == "true"
	m.ETag = answer.header.Get("ETag")
	m.ReadLagMs, _ = strconv.ParseInt(answer.header.Get("Wallet-Read-Lag-Ms"), 10, 64)
	m.RequestID = answer.header.Get("X-Request-Id")
}

// NewKey returns a new idempotency key, a random UUID.
func NewKey() string {
	var bytes [16]byte
	if _, err := rand.Read(bytes[:]); err != nil {
		panic("the system has no random numbers: " + err.Error())
	}
	bytes[6] = bytes[6]&0x0f | 0x40
	bytes[8] = bytes[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", bytes[:4], bytes[4:6], bytes[6:8], bytes[8:10], bytes[10:])
}

// inHeader is a key as the header wants it: in quotes if it holds a comma, which separates keys, or a quote.
func inHeader(key, header string) string {
	if header != "Idempotency-Key" || !strings.ContainsAny(key, `,"`) {
		return key
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(key) + `"`
}

// Ptr returns a pointer to a value, for optional members.
func Ptr[T any](value T) *T { return &value }

// waitAsked is Retry-After: a number of seconds, or a date.
func waitAsked(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(value); err == nil && date.After(now) {
		return date.Sub(now)
	}
	return 0
}
