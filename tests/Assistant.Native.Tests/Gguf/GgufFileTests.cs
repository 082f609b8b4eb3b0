using System.Buffers.Binary;
using System.Text;
using Assistant.Native.Gguf;
using Assistant.Native.LlamaCpp;

namespace Assistant.Native.Tests.Gguf;

public sealed class GgufFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("assistant-gguf-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back()
    {
        var path = Path.Combine(folder, "values.gguf");
        var values = new Dictionary<string, object>
        {
            ["general.architecture"] = "test", ["a.text"] = "日本 😀", ["a.flag"] = true, ["a.int"] = -5, ["a.uint"] = 5u, ["a.long"] = long.MinValue, ["a.ulong"] = ulong.MaxValue,
            ["a.float"] = 1.5f, ["a.double"] = Math.PI, ["a.texts"] = new[] { "x", "", "yz" }, ["a.numbers"] = new[] { 1, -2, 3 }, ["a.floats"] = new[] { 0.5f, -1f }, ["a.flags"] = new[] { true, false }, ["a.none"] = Array.Empty<string>(),
        };
        var writer = new GgufWriter();
        foreach (var (key, value) in values) writer.Set(key, value);
        writer.Add("one", GgufTensorType.F32, [3, 2], stream => stream.Write(new byte[24])).Add("two", GgufTensorType.Q8_0, [64], stream => stream.Write([.. Enumerable.Range(0, 68).Select(i => (byte)i)]));
        writer.Write(path);

        var file = GgufFile.Read(path);
        Assert.Equal(values, file.Metadata);
        Assert.Equal(("test", 3u, 70L, 92L), (file.Architecture, file.Version, file.Parameters, file.TensorBytes));
        Assert.Equal([3, 2], file.Tensors[0].Shape);
        Assert.Equal(Enumerable.Range(0, 68).Select(i => (byte)i), File.ReadAllBytes(path).AsSpan((int)file.Tensors[1].Offset, 68).ToArray());
        Assert.All(file.Tensors, tensor => Assert.Equal(0, tensor.Offset % 32));
        Assert.Equal((-5L, null, null), (file.Number("a.int"), file.Number("a.ulong"), file.Number("a.text")));
    }

    [Fact]
    public void A_random_model_has_the_size_of_its_shape_and_the_spread_of_its_weights()
    {
        var shape = new RandomModelShape("small", 256, 2, 512, 4, 2, 512);
        var path = Path.Combine(folder, "small.gguf");
        RandomModel.Write(path, shape, LlamaFileType.F32);
        var bytes = File.ReadAllBytes(path);
        var file = GgufFile.Read(path);

        // Per layer: queries and output 256 x 256, keys and values 256 x 128, three of 256 x 512, two norms; then the norm, the embedding and the output.
        Assert.Equal(2 * ((2 * 256 * 256) + (2 * 256 * 128) + (3 * 256 * 512) + 512) + 256 + (2 * 256 * 512), file.Parameters);
        var queries = file.Tensors.Single(tensor => tensor.Name == "blk.1.attn_q.weight");
        var weights = Enumerable.Range(0, 256 * 256).Select(i => BitConverter.ToSingle(bytes, (int)queries.Offset + (4 * i))).ToArray();
        Assert.InRange(weights.Average(), -0.0005, 0.0005);
        Assert.InRange(Math.Sqrt(weights.Average(weight => weight * weight)), 0.019, 0.021);

        RandomModel.Write(path + "2", shape, LlamaFileType.F32);
        Assert.Equal(bytes, File.ReadAllBytes(path + "2"));
        RandomModel.Write(path + "2", shape, LlamaFileType.F32, seed: 2);
        Assert.NotEqual(bytes, File.ReadAllBytes(path + "2"));
        Assert.Throws<GgufException>(() => RandomModel.Write(path + "3", shape with { FeedForward = 300 }, LlamaFileType.Q4_K_M));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomModel.Write(path + "3", shape, LlamaFileType.Q6_K));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void A_file_that_is_cut_short_anywhere_is_refused()
    {
        var (path, whole) = Model();
        var header = (int)GgufFile.Read(path).Tensors[0].Offset;
        var random = new Random(3);
        int[] lengths = [0, 1, 3, 4, 8, 23, 24, 25, .. Enumerable.Range(0, 60).Select(_ => random.Next(26, header)), header, header + 1, .. Enumerable.Range(0, 30).Select(_ => random.Next(header, whole.Length - 64)), whole.Length - 64];

        Assert.All(lengths, length => Refused(whole[..length]));
    }

    [Fact]
    public void Absurd_counts_lengths_and_offsets_are_refused_and_cost_no_memory()
    {
        var (path, whole) = Model();
        ulong[] absurd = [ulong.MaxValue, 1UL << 63, 1UL << 62, 1UL << 40, uint.MaxValue, 100_000_000];
        var firstKey = 24;
        var firstTensor = Find(whole, "token_embd.weight") - 8;
        var name = firstTensor + 8 + "token_embd.weight".Length;
        var array = Find(whole, "tokenizer.ggml.tokens") + "tokenizer.ggml.tokens".Length + 8;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var cases = 0;
        foreach (var at in new[] { 8, 16, firstKey, array, array + 8, firstTensor, name + 4, name + 12, name + 24 })
        {
            foreach (var value in absurd)
            {
                var damaged = whole.ToArray();
                BinaryPrimitives.WriteUInt64LittleEndian(damaged.AsSpan(at), value);
                Refused(damaged);
                cases++;
            }
        }

        Assert.Equal(54, cases);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < cases * whole.Length * 4L);
        Assert.NotNull(GgufFile.Read(path));
    }

    [Fact]
    public void Wrong_magic_versions_types_and_names_are_refused_with_the_reason()
    {
        var (_, whole) = Model();
        var tensor = Find(whole, "token_embd.weight");
        var name = tensor + "token_embd.weight".Length;
        Assert.Contains("not a GGUF", Refused(Changed(whole, 0, "GGML"u8)), StringComparison.Ordinal);
        Assert.Contains("not a GGUF", Refused(Encoding.UTF8.GetBytes(new string('x', 500))), StringComparison.Ordinal);
        Assert.Contains("version", Refused(Changed(whole, 4, [9, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("version", Refused(Changed(whole, 4, [1, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("byte order", Refused(Changed(whole, 4, [0, 0, 0, 3])), StringComparison.Ordinal);
        Assert.Contains("number format 99", Refused(Changed(whole, name + 20, [99, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("number format 4 ", Refused(Changed(whole, name + 20, [4, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("9 sizes", Refused(Changed(whole, name, [9, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("0 sizes", Refused(Changed(whole, name, [0, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("blocks", Refused(Changed(whole, name + 4, [7, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("empty", Refused(Changed(whole, name + 12, [0, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("architecture", Refused(Changed(whole, Find(whole, "general.architecture"), "general.architectura"u8)), StringComparison.Ordinal);
        Assert.Contains("twice", Refused(Changed(whole, Find(whole, "blk.0.attn_k.weight"), "blk.0.attn_q.weight"u8)), StringComparison.Ordinal);
        Assert.Contains("unknown type 77", Refused(Changed(whole, Find(whole, "general.architecture") + 20, [77, 0, 0, 0])), StringComparison.Ordinal);
        Assert.Contains("begins at", Refused(Changed(whole, name + 24, [32, 0, 0, 0])), StringComparison.Ordinal);
    }

    private static byte[] Changed(byte[] whole, int at, ReadOnlySpan<byte> bytes)
    {
        var changed = whole.ToArray();
        bytes.CopyTo(changed.AsSpan(at));
        return changed;
    }

    private static int Find(byte[] whole, string text) => whole.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) is var at and >= 0 ? at : throw new InvalidOperationException(text);

    private (string Path, byte[] Bytes) Model()
    {
        var path = Path.Combine(folder, "model.gguf");
        RandomModel.Write(path, new RandomModelShape("small", 64, 1, 128, 4, 2, 512), LlamaFileType.Q8_0);
        return (path, File.ReadAllBytes(path));
    }

    private string Refused(byte[] bytes)
    {
        var path = Path.Combine(folder, "damaged.gguf");
        File.WriteAllBytes(path, bytes);
        var refused = Assert.Throws<GgufException>(() => GgufFile.Read(path));
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        return refused.Message;
    }
}
