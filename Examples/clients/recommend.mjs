// Asks `mastering rpc` how to master audio files: node recommend.mjs mastering song.flac ...
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [command, ...paths] = process.argv.slice(2);
const host = spawn(command, ["rpc"], { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map();

createInterface({ input: host.stdout }).on("line", (line) => {
  const message = JSON.parse(line);
  waiting.get(message.id)?.(message);
  waiting.delete(message.id);
});

let calls = 0;
function call(method, params) {
  const id = ++calls;
  host.stdin.write(JSON.stringify({ jsonrpc: "2.0", id, method, params }) + "\n");
  return new Promise((answered) => waiting.set(id, answered));
}

// All at once: answers may come in any order, and find their calls by their ids.
const answers = await Promise.all(
  paths.map((path) => call("recommendation.weighted", { path })));

paths.forEach((path, index) => {
  const { result, error } = answers[index];
  console.log(error
    ? `${path}: ${error.data.code}: ${error.message}`
    : `${path}: ${result.primary_profile_id}`);
});
host.stdin.end();
host.on("exit", (status) => process.exit(status ?? 1));
