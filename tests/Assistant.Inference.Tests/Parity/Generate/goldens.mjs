// Writes ../Goldens from ../Models, ../Pictures and texts.py, with implementations that share no code with ours:
//   tokens      `tokenizers` (the Rust library that published models are made with) and @huggingface/transformers
//   pixels      @huggingface/transformers, its resize replaced by Pillow's: see README.md
//   embeddings  @huggingface/transformers on onnxruntime-node
// Run: npm i --ignore-scripts && node goldens.mjs   (needs python3 with Pillow; set PYTHON to another interpreter)
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {
  AutoImageProcessor, AutoTokenizer, CLIPTextModelWithProjection, CLIPVisionModelWithProjection, RawImage, SiglipTextModel, SiglipVisionModel,
  env, pipeline,
} from '@huggingface/transformers';
import { Tokenizer } from 'tokenizers';

const here = import.meta.dirname;
const python = process.env.PYTHON ?? 'python3';
const parity = path.join(here, '..');
const goldens = path.join(parity, 'Goldens');
env.allowRemoteModels = false;
env.localModelPath = path.join(parity, 'Models') + '/';
fs.mkdirSync(goldens, { recursive: true });

const write = (name, value) => fs.writeFileSync(path.join(goldens, name), value + '\n');
const rows = (items) => '[\n' + items.map((item) => ' ' + JSON.stringify(item)).join(',\n') + '\n]';
const texts = JSON.parse(execFileSync(python, ['-c', 'import json, texts; print(json.dumps(texts.all_texts()))'], { cwd: here, encoding: 'utf8' }));
const folders = fs.readdirSync(env.localModelPath).sort();
const pictures = fs.readdirSync(path.join(parity, 'Pictures')).sort();

// Token ids of every text. `other` lists the ids of @huggingface/transformers where it differs from the Rust library.
const agreed = new Map();
write('texts.json', rows(texts));
for (const folder of folders) {
  const json = JSON.parse(fs.readFileSync(path.join(env.localModelPath, folder, 'tokenizer.json'), 'utf8'));
  const rust = Tokenizer.fromString(JSON.stringify({ ...json, truncation: null, padding: null }));
  const script = await AutoTokenizer.from_pretrained(folder);
  const tokens = [];
  const same = new Set();
  for (const text of texts) {
    const ids = (await rust.encode(text)).getIds();
    const other = script(text, { return_tensor: false }).input_ids;
    if (JSON.stringify(ids) === JSON.stringify(other)) same.add(text);
    tokens.push(same.has(text) ? { ids } : { ids, other });
  }
  agreed.set(folder, same);
  write(`${folder}.tokens.json`, rows(tokens));
  console.log(folder, 'texts', texts.length, 'differ in @huggingface/transformers', tokens.filter((row) => row.other).length);
}

// Pillow's filters, which models are trained with; what sharp does for `affine` neither averages nor centres.
const plainResize = RawImage.prototype.resize;
RawImage.prototype.resize = async function (width, height, { resample = 2 } = {}) {
  if (this.width === width && this.height === height) return this;
  const input = this.rgb();
  const data = execFileSync(python, [path.join(here, 'resize.py'), input.width, input.height, width, height, resample].map(String), { input: Buffer.from(input.data), maxBuffer: 1 << 28 });
  return new RawImage(new Uint8ClampedArray(data), width, height, 3);
};

// Every 8th pixel of every 8th row, and the means of blocks of 32 x 32: both bytes, [channel, row, column].
function summary(tensor, mean, std) {
  const [, , height, width] = tensor.dims;
  const level = (c, y, x) => (tensor.data[(c * height + y) * width + x] * std[c] + mean[c]) * 255;
  const sample = [], blocks = [];
  for (let c = 0; c < 3; c++) {
    for (let y = 3; y < height; y += 8) for (let x = 3; x < width; x += 8) sample.push(Math.round(level(c, y, x)));
    for (let y = 0; y < height; y += 32) for (let x = 0; x < width; x += 32) {
      let sum = 0;
      for (let dy = 0; dy < 32; dy++) for (let dx = 0; dx < 32; dx++) sum += level(c, y + dy, x + dx);
      blocks.push(Math.round(sum / 1024));
    }
  }
  const base64 = (bytes) => Buffer.from(bytes).toString('base64');
  return { height, width, sample: base64(sample), blocks: base64(blocks) };
}

const vector = (data) => {
  const norm = Math.hypot(...data);
  return Array.from(data, (v) => Number((v / norm).toFixed(7)));
};
// Texts for embeddings: those whose ids both libraries agree on.
const chosen = (folder) => texts.filter((text, i) => i % 6 === 0 && text.trim() && agreed.get(folder).has(text));

for (const folder of folders.filter((name) => /clip|siglip/.test(name))) {
  const processor = await AutoImageProcessor.from_pretrained(folder);
  const { do_normalize, image_mean, image_std } = processor.config;
  const [mean, std] = do_normalize ? [image_mean, image_std] : [[0, 0, 0], [1, 1, 1]];
  const siglip = folder.startsWith('siglip');
  const vision = await (siglip ? SiglipVisionModel : CLIPVisionModelWithProjection).from_pretrained(folder, { dtype: 'fp32' });
  const text = await (siglip ? SiglipTextModel : CLIPTextModelWithProjection).from_pretrained(folder, { dtype: 'fp32' });
  const tokenizer = await AutoTokenizer.from_pretrained(folder);
  const pixels = [], images = [], embeddings = [];
  for (const picture of pictures) {
    const { pixel_values } = await processor(await RawImage.read(path.join(parity, 'Pictures', picture)));
    pixels.push({ picture, ...summary(pixel_values, mean, std) });
    const out = await vision({ pixel_values });
    images.push({ picture, vector: vector((out.image_embeds ?? out.pooler_output).data) });
  }
  for (const item of chosen(folder)) {
    const out = await text(tokenizer([item], { padding: siglip ? 'max_length' : true, truncation: true }));
    embeddings.push({ text: item, vector: vector((out.text_embeds ?? out.pooler_output).data) });
  }
  write(`${folder}.pixels.json`, rows(pixels));
  write(`${folder}.images.json`, rows(images));
  write(`${folder}.texts.json`, rows(embeddings));
}

for (const [folder, pooling] of [['bge-tiny', 'cls'], ['minilm-tiny', 'mean'], ['e5-tiny', 'mean']]) {
  const extract = await pipeline('feature-extraction', folder, { dtype: 'fp32' });
  const config = JSON.parse(fs.readFileSync(path.join(env.localModelPath, folder, 'config_sentence_transformers.json'), 'utf8'));
  const embeddings = [];
  for (const text of chosen(folder)) {
    const row = { text, vector: vector((await extract(text, { pooling, normalize: true })).data) };
    if (config.prompts.query) row.query = vector((await extract(config.prompts.query + text, { pooling, normalize: true })).data);
    if (config.prompts.passage) row.passage = vector((await extract(config.prompts.passage + text, { pooling, normalize: true })).data);
    embeddings.push(row);
  }
  write(`${folder}.texts.json`, rows(embeddings));
}

// How far the package's own resize is from Pillow's, for the README.
RawImage.prototype.resize = plainResize;
for (const folder of folders.filter((name) => /clip|siglip/.test(name))) {
  const processor = await AutoImageProcessor.from_pretrained(folder);
  const { pixel_values } = await processor(await RawImage.read(path.join(parity, 'Pictures', 'landscape.jpg')));
  const { sample } = summary(pixel_values, ...(processor.config.do_normalize ? [processor.config.image_mean, processor.config.image_std] : [[0, 0, 0], [1, 1, 1]]));
  const golden = JSON.parse(fs.readFileSync(path.join(goldens, `${folder}.pixels.json`), 'utf8')).find((row) => row.picture === 'landscape.jpg');
  const [a, b] = [sample, golden.sample].map((s) => Buffer.from(s, 'base64'));
  console.log(folder, 'landscape.jpg: largest difference of the package\'s own resize', Math.max(...a.map((v, i) => Math.abs(v - b[i]))));
}
