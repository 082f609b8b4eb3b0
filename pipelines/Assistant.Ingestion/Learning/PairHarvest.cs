using System.Security.Cryptography;
using Assistant.Core.Learning;
using Assistant.Core.Learning.Replay;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;
using Assistant.Ingestion.Parsing.Pictures;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Ingestion.Learning;

/// <summary>
/// Makes pairs for the replay buffer of pictures and the words that came with them, once they have their vectors: beside the pipeline, in small
/// batches at the priority of ingestion. What was offered is remembered in the store, so that it goes on where it was after a restart.
/// </summary>
internal sealed partial class PairHarvest(IPairSource source, IReplayStore replay, IEncoderDirectory encoders, IChangeLog log, IOptions<ReplayOptions> options, ILogger<PairHarvest> logger) : BackgroundService
{
    private const int BatchSize = 32;
    private const int FewestTerms = 2;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private (long Change, string Encoder) complete = (-1, "");

    /// <summary>Offers the words of every picture that has some which were not offered yet.</summary>
    /// <returns>Pairs offered.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (options.Value.PairsPerPicture == 0 || encoders.ForQueries(EncoderRole.Image) is not { Text: not null } encoder)
            return 0;
        var change = await log.LatestAsync(cancellationToken);
        if (complete == (change, encoder.Id))
            return 0;
        var offered = 0;
        while (await source.ReadUnpairedAsync(encoder.Id, options.Value.PairsPerPicture, BatchSize, cancellationToken) is { Count: > 0 } pictures)
        {
            var items = await MakeAsync(encoder, pictures, cancellationToken);
            await replay.AddAsync(items, cancellationToken);
            await source.MarkPairedAsync(encoder.Id, pictures, [.. items.Select(item => item.Id)], cancellationToken);
            offered += items.Count;
        }

        complete = (change, encoder.Id);
        return offered;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                if (await RunOnceAsync(stoppingToken) is > 0 and var offered)
                    LogOffered(offered);
                failures = 0;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // An encoder that is down, a busy database: the next pass takes up what is left.
                failures++;
                LogFailed(error, failures);
            }

            await Task.Delay(failures == 0 ? LookEvery : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures), LongestWait.TotalSeconds)), stoppingToken);
        }
    }

    private static async Task<List<ReplayItem>> MakeAsync(Core.Retrieval.Encoder encoder, IReadOnlyList<DescribedPicture> pictures, CancellationToken cancellationToken)
    {
        List<(DescribedPicture Picture, string Text)> pairs = [.. pictures.SelectMany(picture => picture.Texts.Where(text => Says(text, picture.Uri)).Select(text => (picture, text)))];
        if (pairs.Count == 0)
            return [];
        var vectors = await encoder.Text!.GenerateAsync([.. pairs.Select(pair => pair.Text)], EncoderInput.Passage, cancellationToken);
        return [.. pairs.Zip(vectors, (pair, vector) => new ReplayItem
        {
            Id = IdOf(pair.Picture, pair.Text, encoder.Id),
            Direction = AdapterDirection.TextToImage,
            EncoderId = encoder.Id,
            Collection = pair.Picture.Collection,
            Origin = ReplayOrigin.Pair,
            Target = pair.Picture.Document,
            Sources = [pair.Picture.Document, .. pair.Picture.Pages.Where(page => page != pair.Picture.Document)],
            Query = vector.Vector,
            TargetVector = pair.Picture.Vector,
        })];
    }

    /// <summary>Whether words say something of a picture; those of its file name are what there is when nothing does.</summary>
    private static bool Says(string text, string uri) => Term.ListOf(text).Count >= FewestTerms && text.Trim() != PictureParser.NameWords(uri);

    private static Guid IdOf(DescribedPicture picture, string text, string encoder)
    {
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{picture.Document}\n{encoder}\n{text}"));
        // RFC 9562 version 8: ids of one's own making.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Offered {Count} pairs of pictures and words to the replay buffer")]
    private partial void LogOffered(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pairs for the replay buffer could not be made ({Failures} times in a row); trying again")]
    private partial void LogFailed(Exception error, int failures);
}
