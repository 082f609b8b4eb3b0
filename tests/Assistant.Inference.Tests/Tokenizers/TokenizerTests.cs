using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Assistant.Inference.Tests.Parity;
using Assistant.Inference.Tokenizers;

namespace Assistant.Inference.Tests.Tokenizers;

public sealed class TokenizerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("assistant-tokenizer-").FullName;

    public static TheoryData<string> Models => ["clip-tiny", "siglip-tiny", "siglip2-tiny", "bge-tiny", "e5-tiny", "bytelevel-tiny", "bytefallback-tiny"];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Models))]
    public void Any_text_gives_ids_of_the_vocabulary(string model)
    {
        var tokenizer = Tokenizer.Load(ParityFiles.Model(model));
        var random = new Random(11);
        for (var round = 0; round < 400; round++)
        {
            // Any UTF-16 units: halves of surrogate pairs, controls, what no standard assigns.
            var units = new char[random.Next(0, 120)];
            for (var i = 0; i < units.Length; i++) units[i] = (char)random.Next(0, random.Next(4) switch { 0 => 0x80, 1 => 0x800, _ => 0x10000 });
            var ids = tokenizer.Encode(new string(units));
            Assert.InRange(ids.Length, 0, tokenizer.MaxLength);
            Assert.All(ids, id => Assert.InRange(id, 0, 2_000));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Long_texts_of_one_kind_take_little_time(string model)
    {
        var tokenizer = Tokenizer.Load(ParityFiles.Model(model));
        var watch = Stopwatch.StartNew();
        foreach (var unit in (string[])["a", " ", "\u0301\u0316", "ab ", "\u4E00", "😀", "<", "'s", "▁", "</s>"])
            tokenizer.Encode(string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length)));
        // A quadratic step would take minutes.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Many_threads_get_the_same_ids()
    {
        var tokenizer = Tokenizer.Load(ParityFiles.Model("clip-tiny"));
        var texts = ParityFiles.Golden("texts.json").Select(text => text.GetString()!).ToArray();
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => texts.Select(text => string.Join(' ', tokenizer.EncodeAll(text))).ToArray())));
        Assert.All(runs, run => Assert.Equal(runs[0], run));
    }

    [Theory]
    [InlineData("clip-tiny", "normalizer", "{\"type\":\"Nmt\"}", "the normalizer \"Nmt\"")]
    [InlineData("clip-tiny", "pre_tokenizer", "{\"type\":\"UnicodeScripts\"}", "the pre-tokenizer \"UnicodeScripts\"")]
    [InlineData("clip-tiny", "post_processor", "{\"type\":\"Other\"}", "the post-processor \"Other\"")]
    [InlineData("clip-tiny", "model", "{\"type\":\"WordLevel\",\"vocab\":{}}", "the model \"WordLevel\"")]
    [InlineData("clip-tiny", "model", "{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}", "merges[0]: the vocabulary lacks \"b\"")]
    [InlineData("clip-tiny", "model", "{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a\"]}", "merges[0] must be two tokens")]
    [InlineData("clip-tiny", "model", "{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}", "vocab must be a whole number from 0")]
    [InlineData("clip-tiny", "model", "{\"type\":\"BPE\",\"vocab\":{\"a\":2000000000},\"merges\":[]}", "too large")]
    [InlineData("clip-tiny", "model", "{\"type\":\"BPE\",\"vocab\":[],\"merges\":[]}", "vocab must be an object")]
    [InlineData("clip-tiny", "model", "{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":{}}", "merges must be a list")]
    [InlineData("clip-tiny", "model", "{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[],\"unk_token\":7}", "unk_token must be a text")]
    [InlineData("clip-tiny", "model", "null", "model: type is missing")]
    [InlineData("clip-tiny", "pre_tokenizer", "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(a\"},\"behavior\":\"Isolated\"}", "the expression (a is not supported")]
    [InlineData("clip-tiny", "pre_tokenizer", "{\"type\":\"Split\",\"pattern\":{\"String\":\"\"},\"behavior\":\"Isolated\"}", "not empty")]
    [InlineData("clip-tiny", "added_tokens", "[{\"id\":1}]", "added_tokens[0]: content is missing")]
    [InlineData("e5-tiny", "normalizer", "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}", "the size of its trie does not fit")]
    [InlineData("e5-tiny", "normalizer", "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"!\"}", "is not Base64")]
    [InlineData("e5-tiny", "model", "{\"type\":\"Unigram\",\"unk_id\":5,\"vocab\":[[\"a\",0]]}", "unk_id must be below 1")]
    [InlineData("e5-tiny", "model", "{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"a\"]]}", "vocab[0] must be a token and its score")]
    [InlineData("bge-tiny", "post_processor", "{\"type\":\"TemplateProcessing\",\"single\":[],\"special_tokens\":{}}", "a template with the text A")]
    [InlineData("bge-tiny", "model", "{\"type\":\"WordPiece\",\"vocab\":{\"a\":0},\"unk_token\":\"[UNK]\"}", "the vocabulary lacks \"[UNK]\"")]
    public void What_is_wrong_or_not_supported_is_named(string model, string part, string value, string message)
    {
        var error = Assert.Throws<ModelFormatException>(() => Changed(model, part, value));
        Assert.StartsWith("tokenizer.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_give_an_error_of_the_format()
    {
        var bytes = File.ReadAllBytes(Path.Combine(ParityFiles.Model("e5-tiny"), "tokenizer.json"));
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var damaged = bytes.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (round % 3 == 0) damaged = damaged[..random.Next(damaged.Length)];
            File.WriteAllBytes(Path.Combine(folder, "tokenizer.json"), damaged);
            try
            {
                // Damage that leaves a tokenizer, such as another score, is no error.
                Assert.NotNull(Tokenizer.Load(folder).Encode("The quick brown fox über 中文 😀"));
            }
            catch (ModelFormatException e)
            {
                Assert.Contains("tokenizer.json", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Deep_and_missing_files_are_named()
    {
        Assert.Contains("has no tokenizer.json", Assert.Throws<ModelFormatException>(() => Tokenizer.Load(folder)).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), new string('[', 100_000));
        Assert.Contains("not JSON that can be read", Assert.Throws<ModelFormatException>(() => Tokenizer.Load(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_charsmap_of_noise_ends()
    {
        var random = new Random(3);
        for (var round = 0; round < 100; round++)
        {
            var bytes = new byte[4 + 400 + 60];
            random.NextBytes(bytes);
            BitConverter.TryWriteBytes(bytes, 400);
            var tokenizer = Changed("e5-tiny", "normalizer", $"{{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"{Convert.ToBase64String(bytes)}\"}}");
            Assert.NotEmpty(tokenizer.Encode("The quick brown fox über 中文 😀 e\u0301"));
        }
    }

    [Fact]
    public void An_expression_that_takes_exponential_time_is_stopped()
    {
        var tokenizer = Changed("clip-tiny", "pre_tokenizer", "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"^(\\\\w+\\\\s?)*$\"},\"behavior\":\"Isolated\"}");
        var error = Assert.Throws<ModelFormatException>(() => tokenizer.Encode(new string('a', 60) + "!"));
        Assert.Contains("took longer than", error.Message, StringComparison.Ordinal);
    }

    /// <summary>CLIP's own vocabulary of 49,408 tokens; ids from OpenAI's published tokenizer.</summary>
    [SharedDataFact("data/clip_bpe_vocab_16e6.txt.gz")]
    public void Clips_own_vocabulary_gives_its_known_ids()
    {
        WriteClip(SharedDataFactAttribute.PathOf("data/clip_bpe_vocab_16e6.txt.gz"));
        var tokenizer = Tokenizer.Load(folder);

        Assert.Equal([49406, 320, 1125, 539, 320, 2368, 49407], tokenizer.Encode("a photo of a cat"));
        Assert.Equal([49406, 320, 1125, 539, 320, 1929, 49407], tokenizer.Encode("A photo  of a DOG"));
        Assert.Equal([49406, 3306, 1002, 256, 49407], tokenizer.Encode("hello world!"));
        Assert.Equal(77, tokenizer.Encode(string.Concat(Enumerable.Repeat("lighthouse ", 200))).Length);
    }

    private Tokenizer Changed(string model, string part, string value)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(ParityFiles.Model(model), "tokenizer.json")))!;
        json[part] = JsonNode.Parse(value);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json.ToJsonString());
        return Tokenizer.Load(folder);
    }

    // The file of merges as tokenizer.json: 256 bytes, the same at a word's end, 48,894 merges, two specials.
    private void WriteClip(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var merges = reader.ReadToEnd().Split('\n')[1..(49152 - 256 - 2 + 1)];
        var bytes = Enumerable.Range(33, 94).Concat(Enumerable.Range(161, 12)).Concat(Enumerable.Range(174, 82)).Select(code => (char)code).Concat(Enumerable.Range(256, 68).Select(code => (char)code)).Select(unit => unit.ToString()).ToList();
        var tokens = bytes.Concat(bytes.Select(unit => unit + "</w>")).Concat(merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal))).Append("<|startoftext|>").Append("<|endoftext|>");
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(ParityFiles.Model("clip-tiny"), "tokenizer.json")))!;
        json["model"]!["vocab"] = new JsonObject(tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id)));
        json["model"]!["merges"] = new JsonArray([.. merges.Select(merge => (JsonNode?)merge)]);
        json["post_processor"]!["cls"]![1] = 49406;
        json["post_processor"]!["sep"]![1] = 49407;
        json["added_tokens"]![0]!["id"] = 49406;
        json["added_tokens"]![1]!["id"] = 49407;
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json.ToJsonString(), Encoding.UTF8);
        File.Copy(Path.Combine(ParityFiles.Model("clip-tiny"), "tokenizer_config.json"), Path.Combine(folder, "tokenizer_config.json"));
    }
}
