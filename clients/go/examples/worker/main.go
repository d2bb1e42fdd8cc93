// A worker that follows the events and keeps its own balances, for a leaderboard, say: `go run ./examples/worker`, with a Wallet
// server at http://localhost:3000. It keeps the balances and its cursor in one file, written together.
//
// The file is written anew for each event, which is good for thousands of wallets. For more, keep the balances in a database, and
// the cursor in the same transaction.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/signal"

	wallet "wallet.example/client"
)

// State is what the worker knows. Balances are by owner and asset; After is the cursor of the last event that is in them.
type State struct {
	After    string                      `json:"after"`
	Balances map[string]map[string]int64 `json:"balances"`
}

func load(path string) (*State, error) {
	state := &State{Balances: map[string]map[string]int64{}}
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return state, nil
	}
	if err != nil {
		return nil, err
	}
	return state, json.Unmarshal(text, state)
}

// save writes beside the file and moves it there, so that a crash leaves the old one or the new one.
func (s *State) save(path string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// take puts an event into the balances: it has every player's wallet as it was right after it.
func (s *State) take(event wallet.Event) {
	for _, after := range event.Data.Wallets {
		if s.Balances[after.Owner] == nil {
			s.Balances[after.Owner] = map[string]int64{}
		}
		s.Balances[after.Owner][after.Asset] = after.Balance
	}
	s.After = event.Cursor
}

func run(ctx context.Context, client *wallet.Client, path string) error {
	state, err := load(path)
	if err != nil {
		return err
	}
	events := client.FollowEvents(wallet.ListEventsQuery{After: state.After})
	for events.Next(ctx) {
		state.take(events.Item())
		if err := state.save(path); err != nil {
			return err
		}
		fmt.Println(events.Item().ID, events.Item().Type)
	}
	return events.Err()
}

func main() {
	base := os.Getenv("WALLET_URL")
	if base == "" {
		base = "http://localhost:3000"
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	client := wallet.New(base, os.Getenv("WALLET_KEY"))
	if err := run(ctx, client, "balances.json"); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}
