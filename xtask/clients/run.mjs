// Runs the compiled program against the server that is named.
import { main } from "./built/routes.js";

await main(`http://${process.argv[2]}`);
