using System.Security.Cryptography;
using System.Text;
using Assistant.Core.Learning.Linear;
using Assistant.Core.Retrieval;
using Assistant.Evals.Encoders;
using Microsoft.Extensions.AI;

namespace Assistant.Evals.Continual;

/// <summary>Frozen features: pictures and texts as an encoder sees them, kept in a file so that each is made once.</summary>
/// <param name="encoder">Reads both.</param>
/// <param name="cache">Folder of the kept features.</param>
/// <param name="progress">Told how far it is; null for silence.</param>
public sealed class FeatureTable(Core.Retrieval.Encoder encoder, string cache, TextWriter? progress = null)
{
    private const int Batch = 64;

    /// <summary>Width d.</summary>
    public int Dimensions => encoder.Dimensions;

    /// <summary>Embeddings of pictures, L2-normalized, [n, d].</summary>
    /// <param name="set">The pictures.</param>
    /// <param name="cancellationToken">Cancels between batches.</param>
    public async Task<Matrix> PicturesAsync(PictureSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        var tower = encoder.Image ?? throw new InvalidDataException($"{encoder.Id} reads no pictures.");
        return await KeptAsync("pictures", set.DataHash, set.Pictures.Count, async (from, count) =>
        {
            var vectors = await tower.GenerateAsync(set.Pictures.Skip(from).Take(count).Select(picture => new DataContent(picture.Bytes, "application/octet-stream")), EncoderInput.Passage, cancellationToken).ConfigureAwait(false);
            return [.. vectors.Select(vector => vector.Vector)];
        }).ConfigureAwait(false);
    }

    /// <summary>Embeddings of texts, L2-normalized, [n, d].</summary>
    public async Task<Matrix> TextsAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var tower = encoder.Text ?? throw new InvalidDataException($"{encoder.Id} reads no texts.");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', texts))));
        return await KeptAsync("texts", hash, texts.Count, async (from, count) =>
        {
            var vectors = await tower.GenerateAsync(texts.Skip(from).Take(count), EncoderInput.Query, cancellationToken).ConfigureAwait(false);
            return [.. vectors.Select(vector => vector.Vector)];
        }).ConfigureAwait(false);
    }

    private async Task<Matrix> KeptAsync(string kind, string hash, int count, Func<int, int, Task<ReadOnlyMemory<float>[]>> make)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(encoder.Id)))[..12];
        var path = Path.Combine(cache, $"{name}-{kind}-{hash[..16]}.f32");
        var matrix = new Matrix(count, encoder.Dimensions);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(matrix.Values).Length;
        if (File.Exists(path) && new FileInfo(path).Length == bytes)
        {
            using var kept = File.OpenRead(path);
            kept.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(matrix.Values));
            return matrix;
        }

        for (var from = 0; from < count; from += Batch)
        {
            var made = await make(from, Math.Min(Batch, count - from)).ConfigureAwait(false);
            for (var i = 0; i < made.Length; i++) made[i].Span.CopyTo(matrix[from + i]);
            if (from % 6400 == 0 && progress is not null) await progress.WriteLineAsync($"features of {kind}: {from} of {count}").ConfigureAwait(false);
        }

        Directory.CreateDirectory(cache);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        using (var file = File.Create(temporary)) file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(matrix.Values));
        File.Move(temporary, path, overwrite: true);
        return matrix;
    }
}
