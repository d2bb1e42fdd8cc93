//! Who may call, and how much: the HTTP side, API keys, rate limits, the commit queue.

use super::section::section;

section! {
    /// The HTTP side.
    ServerSettings server {
        /// where to listen; anything but loopback needs an API key to be there, or `--insecure`
        host: String = "127.0.0.1".to_owned() => "a name or an address of this machine";
        /// the hosts beside loopback that a server answers to while it asks for no API keys, and whose pages may send
        /// it writes
        allowed_hosts: String = String::new() => "names and addresses without ports, with commas between";
        /// the other sites whose pages may use the API from a browser (CORS)
        cors_origins: String = String::new() => "origins such as `https://shop.example`, with commas between";
        /// the port to listen on; 0 takes any free one
        port: u16 = 3000, in 0..=65_535;
        /// threads that serve connections; 0 means one a core
        workers: usize = 0, in 0..=256;
        /// how long a request may wait for its outcome
        deadline_ms: u64 = 10_000, in 100..=60_000;
        /// how long a request's head may take to arrive
        head_timeout_ms: u64 = 10_000, in 1_000..=60_000;
        /// how long a request's body may take to arrive
        body_timeout_ms: u64 = 10_000, in 100..=60_000;
        /// how long a client may take nothing of its answer
        write_timeout_ms: u64 = 10_000, in 100..=60_000;
        /// how long an idle connection is kept
        keep_alive_s: u64 = 75, in 1..=3600;
        /// how many connections there may be; more wait to be accepted
        connections_max: usize = 16_384, in 16..=1_000_000;
        /// how long a shutdown waits for requests in flight, and for the answers to deliveries on their way
        shutdown_timeout_s: u64 = 30, in 1..=600;
    }
}

section! {
    /// API keys.
    AuthSettings auth {
        /// whether every request needs an API key; without `--insecure` an address that others can reach needs them in
        /// any case
        required: bool = false => "true, false";
    }
}

section! {
    /// The commit queue.
    QueueSettings queue {
        /// the most commands that one commit takes; 1 is one database transaction a request
        batch_max: usize = 2000, in 1..=10_000;
        /// the most commands that wait; one more is answered 503
        queued_max: usize = 20_000 => "`queue.batch_max` to 1000000";
    }
}

section! {
    /// Rate limits.
    LimitSettings limits {
        /// how many requests an API key may send a minute, a batch's commands each; 0 is no limit
        key_per_minute: u32 = 0, in 0..=60_000_000;
        /// how many of them at once
        key_burst: u32 = 10_000, in 1..=1_000_000;
        /// how many commands a player may have a minute; 0 is no limit
        owner_per_minute: u32 = 0, in 0..=60_000_000;
        /// how many of them at once
        owner_burst: u32 = 100, in 1..=1_000_000;
        /// how many API keys that it does not know the server looks up for an address a minute, and at once; 0 is no
        /// limit
        unknown_keys_per_minute: u32 = 60, in 0..=1_000_000;
    }
}
