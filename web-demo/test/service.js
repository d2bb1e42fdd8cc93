// The service under test: the real binary on a database of its own, and what it says when asked without the page.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const START_MS_MAX = 30_000;
const STOP_MS_MAX = 20_000;

export class Service {
  /** A new, seeded database in a folder of its own, not started yet; `settings` are `WALLET__` variables. */
  static async create(settings = {}) {
    return new Service(await findBinary(), await mkdtemp(join(tmpdir(), "wallet-demo-")), settings);
  }

  constructor(binary, folder, settings) {
    this.binary = binary;
    this.folder = folder;
    this.settings = settings;
    this.port = 0;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The first start takes a free port; every later one the same port and the same database again. */
  async start() {
    this.port ||= await findPort();
    this.child = spawn(this.binary, ["serve"], this.options());
    this.exited = once(this.child, "exit");
    process.on("exit", this.kill);
    await this.listening();
  }

  options() {
    const others = Object.entries(process.env).filter(([name]) => !name.startsWith("WALLET__"));
    return {
      cwd: this.folder, // so that no wallet.toml of the checkout is read
      env: {
        ...Object.fromEntries(others),
        ...this.settings,
        DATABASE_URL: `sqlite:${join(this.folder, "wallet.db")}`,
        HOST: "127.0.0.1",
        PORT: String(this.port),
      },
      stdio: ["ignore", "pipe", "pipe"],
    };
  }

  /** Runs a command of the binary on the same database, and resolves with what it prints. */
  async run(...words) {
    const { stdout } = await promisify(execFile)(this.binary, words, this.options());
    return stdout.trim();
  }

  /** Resolves once the log has its address, rejects with the log if that does not come. */
  listening() {
    const { child } = this;
    return new Promise((resolve, reject) => {
      let log = "";
      const fail = (why) => reject(new Error(`${this.binary} ${why}. It said:\n${log}`));
      const timer = setTimeout(() => fail(`named no address within ${START_MS_MAX} ms`), START_MS_MAX);
      const read = (chunk) => {
        log += chunk;
        if (!log.includes(this.origin)) return;
        clearTimeout(timer);
        resolve();
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.on("error", (error) => fail(`could not be started (${error.message})`));
      child.on("exit", (code) => fail(`ended with ${code}`));
    });
  }

  kill = () => this.child?.kill("SIGKILL");

  async stop() {
    if (!this.child) return;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.kill();
    }, STOP_MS_MAX);
    this.child.kill("SIGTERM");
    await this.exited;
    clearTimeout(timer);
    process.off("exit", this.kill);
    this.child = null;
    if (late) throw new Error(`the service was still running ${STOP_MS_MAX} ms after SIGTERM`);
  }

  async remove() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async get(path) {
    const response = await fetch(this.origin + path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async balance(owner, asset) {
    const { wallets } = await this.get(`/v1/wallets/${owner}`);
    return wallets.find((wallet) => wallet.asset === asset).balance;
  }

  /** The latest entries, newest first. */
  async entries(owner, asset) {
    return (await this.get(`/v1/wallets/${owner}/${asset}/entries?limit=100`)).data;
  }

  async spend(body, key) {
    await this.post("/v1/spends", body, key);
  }

  /** Sends a command as another client would, and resolves with its answer; `headers` may hold an API key. */
  async post(path, body, key, { method = "POST", headers = {} } = {}) {
    const response = await fetch(this.origin + path, {
      method,
      headers: { "Content-Type": "application/json", ...(key && { "Idempotency-Key": key }), ...headers },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

/**
 * A port on which nobody listens, below those that the system gives to clients and to servers that ask for any: while the
 * service is away, nothing else may take it. Test files run side by side, so it is drawn.
 */
async function findPort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const probe = createServer().listen(port, "127.0.0.1");
    const isFree = await once(probe, "listening").then(() => true, () => false);
    if (!isFree) continue;
    probe.close();
    await once(probe, "close");
    return port;
  }
}

async function findBinary() {
  const inTarget = (profile) => fileURLToPath(new URL(`../../target/${profile}/wallet`, import.meta.url));
  const candidates = process.env.WALLET_BIN ? [process.env.WALLET_BIN] : [inTarget("release"), inTarget("debug")];
  for (const candidate of candidates) {
    if (await access(candidate).then(() => true, () => false)) return candidate;
  }
  throw new Error(`no wallet binary at ${candidates.join(" or ")}: build it, or name it in WALLET_BIN`);
}
