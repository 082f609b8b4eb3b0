// node peer.mjs FOLDER < request.json: what node-llama-cpp, installed in FOLDER, writes and how fast; one JSON line.
// The request: { model, gpu, threads, context, batch, tokens, prompts: [[token]], rounds }. Every round runs the prompts one after the
// other and then all at once; the texts are those of the first pass.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { model: modelPath, gpu, threads, context: contextSize, batch: batchSize, tokens, prompts, rounds } = JSON.parse(Buffer.concat(chunks).toString());
const { getLlama } = await import(pathToFileURL(createRequire(folder + "/").resolve("node-llama-cpp")).href);
const llama = await getLlama({ gpu, build: "never", logLevel: "error", maxThreads: threads });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ sequences: prompts.length, contextSize, batchSize, threads });
const sequences = prompts.map(() => context.getSequence());

async function write(sequence, prompt) {
  await sequence.clearHistory();
  const written = [];
  for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    written.push(token);
    if (written.length === tokens || model.isEogToken(token)) break;
  }
  return written;
}

const seconds = (since) => (performance.now() - since) / 1000;
const total = (texts) => texts.reduce((sum, text) => sum + text.length, 0);
let texts;
const one = [], many = [];
for (let round = 0; round < Math.max(1, rounds); round++) {
  let started = performance.now();
  const alone = [];
  for (let i = 0; i < prompts.length; i++) alone.push(await write(sequences[0], prompts[i]));
  one.push(total(alone) / seconds(started));
  texts ??= alone;
  if (rounds === 0) break;
  started = performance.now();
  const together = await Promise.all(prompts.map((prompt, i) => write(sequences[i], prompt)));
  many.push(total(together) / seconds(started));
}

console.log(JSON.stringify({ release: llama.llamaCppRelease?.release ?? "", texts, one, many }));
process.exit(0);
