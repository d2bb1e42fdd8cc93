package wallet

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"sync/atomic"
	"testing"
	"time"
)

// The client against a server: WALLET_URL names one with the demo data, which `cargo xtask test` starts.

const asset = "GOLD_COINS"

func liveClient(t *testing.T) (*Client, string) {
	t.Helper()
	base := os.Getenv("WALLET_URL")
	if base == "" {
		t.Skip("WALLET_URL names no server")
	}
	client, owner, ctx := New(base, ""), "go_"+NewKey()[:8], context.Background()
	if _, err := client.OpenWallet(ctx, owner, asset); err != nil {
		t.Fatal(err)
	}
	topUp := TopUpRequest{Owner: owner, Asset: asset, Amount: 100, PaymentRef: owner}
	if _, err := client.CreateTopUp(ctx, topUp, WithIdempotencyKey(owner)); err != nil {
		t.Fatal(err)
	}
	return client, owner
}

func TestARetryIsAReplay(t *testing.T) {
	client, owner := liveClient(t)
	spend := SpendRequest{Owner: owner, Asset: asset, Amount: 30}
	var first, second Meta
	spent, err := client.CreateSpend(context.Background(), spend, WithIdempotencyKey("order,1"), WithMeta(&first))
	if err != nil {
		t.Fatal(err)
	}
	again, err := client.CreateSpend(context.Background(), spend, WithIdempotencyKey("order,1"), WithMeta(&second))
	if err != nil || !reflect.DeepEqual(spent, again) || first.Replayed || !second.Replayed {
		t.Error(err, spent, again, first, second)
	}
}

func TestARefusalIsAProblemWithItsFigures(t *testing.T) {
	client, owner := liveClient(t)
	_, err := client.CreateSpend(context.Background(), SpendRequest{Owner: owner, Asset: asset, Amount: 9999})
	var refused *ProblemError
	if !errors.As(err, &refused) || refused.Problem.Code != ProblemCodeInsufficientFunds || *refused.Problem.Available != 100 {
		t.Error(err)
	}
}

func TestEntriesAreIteratedAcrossPages(t *testing.T) {
	client, owner := liveClient(t)
	ctx := context.Background()
	for amount := int64(1); amount <= 3; amount++ {
		if _, err := client.CreateSpend(ctx, SpendRequest{Owner: owner, Asset: asset, Amount: amount}); err != nil {
			t.Fatal(err)
		}
	}
	var amounts []int64
	entries := client.IterateEntries(owner, asset, ListEntriesQuery{Limit: 1})
	for entries.Next(ctx) {
		amounts = append(amounts, entries.Item().Amount)
	}
	if entries.Err() != nil || !reflect.DeepEqual(amounts, []int64{-3, -2, -1, 100}) {
		t.Error(entries.Err(), amounts)
	}
}

func TestAnAnswerThatIsCutOffIsAskedForAgainAndBookedOnce(t *testing.T) {
	client, owner := liveClient(t)
	upstream, err := url.Parse(client.BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go cutTheFirstAnswer(listener, upstream.Host)
	through := New("http://"+listener.Addr().String(), "")
	var meta Meta
	spend := SpendRequest{Owner: owner, Asset: asset, Amount: 5}
	spent, err := through.CreateSpend(context.Background(), spend, WithIdempotencyKey("cut"), WithMeta(&meta))
	if err != nil || spent.Balance != 95 || meta.Attempts != 2 || !meta.Replayed {
		t.Error(err, spent, meta)
	}
}

func TestAWebhookArrivesAndItsSignatureHolds(t *testing.T) {
	client, owner := liveClient(t)
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	defer stop()
	type delivery struct {
		header http.Header
		body   []byte
	}
	arrived := make(chan delivery, 16)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		select {
		case arrived <- delivery{r.Header, body}:
		default: // What nobody waits for any more.
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer receiver.Close()
	made, err := client.CreateWebhook(ctx, CreateWebhookRequest{URL: receiver.URL + "/hook", Types: []string{"spend.posted"}})
	if err != nil {
		t.Fatal(err)
	}
	spent, err := client.CreateSpend(ctx, SpendRequest{Owner: owner, Asset: asset, Amount: 5})
	if err != nil {
		t.Fatal(err)
	}
	for found := false; !found; {
		select {
		case it := <-arrived:
			if err := VerifyWebhook(it.header, it.body, made.Secret); err != nil {
				t.Error(err)
			}
			if err := VerifyWebhook(it.header, append(it.body, ' '), made.Secret); err == nil {
				t.Error("another body is taken")
			}
			var event Event
			if err := json.Unmarshal(it.body, &event); err != nil {
				t.Fatal(err)
			}
			// Others spend meanwhile.
			found = event.ID == it.header.Get("webhook-id") && event.Data.Transaction != nil && event.Data.Transaction.ID == spent.ID
		case <-ctx.Done():
			t.Fatal("the spend has not been delivered")
		}
	}
	if gone, err := client.DeleteWebhook(ctx, made.Webhook.ID); err != nil || !gone.Deleted {
		t.Error(err, gone)
	}
}

// cutTheFirstAnswer passes connections on to the server; the first answer reaches nobody.
func cutTheFirstAnswer(listener net.Listener, upstream string) {
	var connections int32
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		isFirst := atomic.AddInt32(&connections, 1) == 1
		go func() {
			defer client.Close()
			server, err := net.Dial("tcp", upstream)
			if err != nil {
				return
			}
			defer server.Close()
			go io.Copy(server, client)
			buffer := make([]byte, 1)
			if _, err := server.Read(buffer); err != nil || isFirst {
				return
			}
			client.Write(buffer)
			io.Copy(client, server)
		}()
	}
}
