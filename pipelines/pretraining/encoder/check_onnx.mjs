// node check_onnx.mjs MODEL_FOLDER GOLDEN_FOLDER [PIXELS] — runs the exported towers in ONNX Runtime (npm: onnxruntime-node)
// and compares with what PyTorch gave: the token ids of each text, and the pixel tensors (PIXELS is golden-pixels.f32 of the work folder).
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const ort = createRequire(path.join(process.cwd(), "x.js"))("onnxruntime-node");
const [model, golden, pixels] = process.argv.slice(2);
const { texts, images } = JSON.parse(fs.readFileSync(path.join(golden, "golden.json"), "utf8"));
const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const open = name => ort.InferenceSession.create(path.join(model, "onnx", name));
let worst = 1;

const text = await open("text_model.onnx");
const longest = Math.max(...texts.map(t => t.ids.length));
for (const width of [0, longest]) { // alone, then padded to the longest: padding must not matter
  for (const t of texts) {
    const n = Math.max(width, t.ids.length);
    const ids = new BigInt64Array(n), mask = new BigInt64Array(n);
    t.ids.forEach((id, i) => { ids[i] = BigInt(id); mask[i] = 1n; });
    const feeds = { input_ids: new ort.Tensor("int64", ids, [1, n]), attention_mask: new ort.Tensor("int64", mask, [1, n]) };
    worst = Math.min(worst, dot((await text.run(feeds)).text_embeds.data, t.embedding));
  }
}
console.log(`texts: lowest cosine ${worst.toFixed(6)}`);

if (pixels) {
  const raw = fs.readFileSync(pixels), data = new Float32Array(raw.buffer, raw.byteOffset, raw.length / 4);
  const side = Math.round(Math.sqrt(data.length / images.length / 3)), vision = await open("vision_model.onnx");
  const out = (await vision.run({ pixel_values: new ort.Tensor("float32", data, [images.length, 3, side, side]) })).image_embeds.data;
  const lowest = Math.min(...images.map((image, i) => dot(out.subarray(i * 256, i * 256 + 256), image.embedding)));
  console.log(`pictures: lowest cosine ${lowest.toFixed(6)}`);
  worst = Math.min(worst, lowest);
}
process.exit(worst >= 0.9995 ? 0 : 1);
