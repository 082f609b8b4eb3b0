using System.Diagnostics;
using Assistant.Core.Content;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Serving;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Retrieval;

/// <summary>The vectors of a search, each as soon as its encoder has it; encoders work beside each other, and one that serves both roles reads the words once.</summary>
internal sealed class QueryVectors
{
    private long slowestTicks;

    private QueryVectors()
    {
    }

    /// <summary>Every vector on its way, as its encoder gives it: before the adapter.</summary>
    public IEnumerable<QueryVector> All
    {
        get
        {
            if (Words is not null) yield return Words;
            if (WordsForPictures is not null) yield return WordsForPictures;
            if (Picture is not null) yield return Picture;
        }
    }

    /// <summary>The words for comparison with text; null when there are none, or no encoder.</summary>
    public QueryVector? Words { get; private set; }

    /// <summary>The words for comparison with pictures.</summary>
    public QueryVector? WordsForPictures { get; private set; }

    /// <summary>The picture for comparison with pictures.</summary>
    public QueryVector? Picture { get; private set; }

    /// <summary>Time of the slowest encoder so far; null when none has answered.</summary>
    public double? Milliseconds => Interlocked.Read(ref slowestTicks) is > 0 and var ticks ? TimeSpan.FromTicks(ticks).TotalMilliseconds : null;

    /// <summary>Starts the encoders that the request needs.</summary>
    /// <exception cref="MissingImageEncoderException">The request carries a picture, and no encoder reads pictures.</exception>
    /// <exception cref="ArgumentException">Of the request's picture there is but a vector, and the encoder that serves now is another one.</exception>
    public static QueryVectors Start(SearchRequest request, LegWeights weights, IEncoderDirectory encoders, AdapterSnapshot adapters, CancellationToken cancellationToken)
    {
        var vectors = new QueryVectors();
        var words = !string.IsNullOrWhiteSpace(request.Query);
        var picture = request.HasPicture;
        var image = picture || (words && weights.DenseImage > 0 && request.Kind != ContentKind.Text) ? encoders.ForQueries(EncoderRole.Image) : null;

        // Pictures are found by their look and by the words of captions; vectors of captions that are but file names would only add noise.
        var seesPictures = request.Kind == ContentKind.Image && image is not null;
        if (words && weights.DenseText > 0 && !seesPictures && encoders.ForQueries(EncoderRole.Text) is { Text: { } textTower } text)
        {
            vectors.Words = QueryVector.Of(AdapterDirection.TextToText, text, ReadAsync(AdapterDirection.TextToText, text, () => textTower.GenerateVectorAsync(request.Query, EncoderInput.Query, cancellationToken)), adapters);
        }

        if (picture)
        {
            if (image?.Image is not { } imageTower) throw new MissingImageEncoderException();
            // The bytes say what they are; nobody declared it.
            var content = new DataContent(request.Image, "application/octet-stream");
            vectors.Picture = QueryVector.Of(AdapterDirection.ImageToImage, image, ReadAsync(AdapterDirection.ImageToImage, image, () => request.Image.IsEmpty ? throw Unread(image) : imageTower.GenerateVectorAsync(content, EncoderInput.Query, cancellationToken)), adapters);
        }

        if (words && image?.Text is { } tower)
        {
            var read = ReferenceEquals(image, vectors.Words?.Encoder)
                ? vectors.Words.Read
                : ReadAsync(AdapterDirection.TextToImage, image, () => tower.GenerateVectorAsync(request.Query, EncoderInput.Query, cancellationToken));
            vectors.WordsForPictures = QueryVector.Of(AdapterDirection.TextToImage, image, read, adapters);
        }

        return vectors;

        Task<ReadOnlyMemory<float>> ReadAsync(AdapterDirection direction, Encoder encoder, Func<Task<ReadOnlyMemory<float>>> encode) =>
            request.Vectors.FirstOrDefault(known => known.Direction == direction && known.EncoderId == encoder.Id) is { } known ? Task.FromResult(known.Values) : vectors.RunAsync(encode);

        static ArgumentException Unread(Encoder encoder) => new($"The picture of the query is not kept, and its vector is not of {encoder.Id}, which serves now; ask with the picture again.", nameof(request));
    }

    private async Task<ReadOnlyMemory<float>> RunAsync(Func<Task<ReadOnlyMemory<float>>> encode)
    {
        // On a thread of its own: whatever an encoder does before its first await must not hold up the other legs.
        var started = Stopwatch.GetTimestamp();
        var vector = await Task.Run(encode).ConfigureAwait(false);
        var ticks = Stopwatch.GetElapsedTime(started).Ticks;
        for (var slowest = Interlocked.Read(ref slowestTicks); ticks > slowest; slowest = Interlocked.Read(ref slowestTicks))
        {
            if (Interlocked.CompareExchange(ref slowestTicks, ticks, slowest) == slowest) break;
        }

        return vector;
    }
}

/// <summary>A vector on its way.</summary>
/// <param name="Direction">What it is to find.</param>
/// <param name="Encoder">Who makes it.</param>
/// <param name="Read">The vector as the encoder gives it, L2-normalized, [d].</param>
/// <param name="Values">The vector as it is searched with, moved by the adapter of its direction, L2-normalized, [d].</param>
internal sealed record QueryVector(AdapterDirection Direction, Encoder Encoder, Task<ReadOnlyMemory<float>> Read, Task<ReadOnlyMemory<float>> Values)
{
    /// <summary>Moves a vector by the adapter in force as soon as its encoder has it.</summary>
    public static QueryVector Of(AdapterDirection direction, Encoder encoder, Task<ReadOnlyMemory<float>> read, AdapterSnapshot adapters)
    {
        return new QueryVector(direction, encoder, read, MoveAsync());

        async Task<ReadOnlyMemory<float>> MoveAsync() => adapters.Apply(direction, encoder.Id, await read.ConfigureAwait(false));
    }
}
