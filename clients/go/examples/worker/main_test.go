package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	wallet "wallet.example/client"
)

// The worker against a server: it is stopped and started again, and knows what the ledger knows.
func TestTheWorkerKeepsTheBalancesOfTheLedgerAcrossAStop(t *testing.T) {
	base := os.Getenv("WALLET_URL")
	if base == "" {
		t.Skip("WALLET_URL names no server")
	}
	client, owner, asset := wallet.New(base, ""), "go_"+wallet.NewKey()[:8], "GOLD_COINS"
	path := filepath.Join(t.TempDir(), "balances.json")
	if _, err := client.OpenWallet(context.Background(), owner, asset); err != nil {
		t.Fatal(err)
	}
	for _, expected := range []int64{40, 80} {
		bonus := wallet.BonusRequest{Owner: owner, Asset: asset, Amount: 40}
		if _, err := client.CreateBonus(context.Background(), bonus); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
		done := make(chan error)
		go func() { done <- run(ctx, client, path) }()
		for known := int64(0); known != expected && ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
			state, err := load(path)
			if err != nil {
				t.Fatal(err)
			}
			known = state.Balances[owner][asset]
		}
		if ctx.Err() != nil {
			t.Errorf("the worker does not know of %d", expected)
		}
		stop()
		<-done
	}
}
