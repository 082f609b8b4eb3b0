using System.Numerics.Tensors;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Memory;

/// <summary>
/// What users told to be kept: written from their own words only, so that no document can write it; told twice, it is kept once;
/// contradicted, the newer holds and the older is history; unused, it fades. Safe from many threads.
/// </summary>
public sealed partial class LongTermMemory(IFactStore store, IEncoderDirectory encoders, IOptions<MemoryOptions> options, TimeProvider time, ILogger<LongTermMemory> logger)
{
    private const int LongestFact = 1_000;
    private const double FromUser = 0.75;
    private const double SameVector = 0.97;

    /// <summary>Keeps a fact.</summary>
    /// <param name="fact">The fact; user, text and where it was told.</param>
    /// <param name="userWords">Everything that the user said: what is kept must come from there.</param>
    /// <param name="cancellationToken">Cancels before it is written.</param>
    public async ValueTask<Kept> RememberAsync(Fact fact, IEnumerable<string> userWords, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(userWords);
        var text = string.Join(' ', fact.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length is 0 or > LongestFact)
            return new Kept.Refused($"a fact has 1 to {LongestFact} characters");
        var words = new FactWords(text);
        if (words.Terms.Count == 0)
            return new Kept.Refused("a fact says something about something");
        if (!ComesFrom(text, words, userWords))
            return new Kept.Refused("only what the user said can be kept");
        var known = await store.ListAsync(fact.User, superseded: false, cancellationToken).ConfigureAwait(false);
        known = [.. known.Where(other => other.Collection == fact.Collection)];
        var now = time.GetUtcNow();
        var (encoder, vector) = await EncodeAsync(text, cancellationToken).ConfigureAwait(false);
        var same = known.FirstOrDefault(other => new FactWords(other.Text).Repeats(words) || (SaysTheSame(other, encoder, vector) && !new FactWords(other.Text).Contradicts(words)));
        if (same is not null)
        {
            await store.TouchAsync(fact.User, [same.Id], recalled: false, now, cancellationToken).ConfigureAwait(false);
            return new Kept.Known(same);
        }

        var contradicted = known.Where(other => new FactWords(other.Text).Contradicts(words)).ToList();
        if (known.Count - contradicted.Count >= options.Value.MaxFacts && !await MakeRoomAsync(fact.User, known, cancellationToken).ConfigureAwait(false))
            return new Kept.Refused("there is no room for more facts; delete some first");
        var kept = fact with { Text = text, Created = now, Used = now, EncoderId = encoder, Vector = vector };
        await store.AddAsync(kept, [.. contradicted.Select(other => other.Id)], cancellationToken).ConfigureAwait(false);
        return new Kept.Added(kept, contradicted);
    }

    /// <summary>Keeps what a user said about itself in passing, when the admission rule is on.</summary>
    /// <param name="fact">User, collection, and where it was said; the text is what was said.</param>
    /// <param name="cancellationToken">Cancels between facts.</param>
    /// <returns>Facts that are new.</returns>
    public async ValueTask<IReadOnlyList<Fact>> AdmitAsync(Fact fact, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fact);
        var added = new List<Fact>();
        if (!options.Value.Admission)
            return added;
        foreach (var statement in AdmissionRule.Find(fact.Text))
        {
            if (await RememberAsync(fact with { Id = Guid.CreateVersion7(), Text = statement, Requested = false }, [fact.Text], cancellationToken).ConfigureAwait(false) is Kept.Added(var kept, _))
                added.Add(kept);
        }

        return added;
    }

    /// <summary>Recalls facts: by words (BM25) and by vectors, as legs that are fused; what is long unused counts less.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="collections">Only facts about these collections, or about none; null for all.</param>
    /// <param name="query">Words.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>Best first.</returns>
    public async ValueTask<IReadOnlyList<Fact>> RecallAsync(string user, IReadOnlyCollection<string>? collections, string query, int limit, CancellationToken cancellationToken = default)
    {
        var facts = await store.ListAsync(user, superseded: false, cancellationToken).ConfigureAwait(false);
        facts = [.. facts.Where(fact => fact.Collection is null || collections is null || collections.Contains(fact.Collection))];
        if (facts.Count == 0)
            return [];
        var (encoder, vector) = await EncodeAsync(query, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var found = FactSearch.Rank(facts, query, encoder, vector, fact => FactStrength.Of(fact, now, options.Value.HalfLifeDays)).Take(limit).ToList();
        if (found.Count > 0)
            await store.TouchAsync(user, [.. found.Select(fact => fact.Id)], recalled: true, now, cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>Lists a user's facts, newest first.</summary>
    public ValueTask<IReadOnlyList<Fact>> ListAsync(string user, bool superseded = false, CancellationToken cancellationToken = default) => store.ListAsync(user, superseded, cancellationToken);

    /// <summary>Changes the words of a user's fact; false when there is no such one.</summary>
    public async ValueTask<bool> EditAsync(string user, Guid id, string text, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestFact, nameof(text));
        var (encoder, vector) = await EncodeAsync(text, cancellationToken).ConfigureAwait(false);
        return await store.EditAsync(new Fact { Id = id, User = user, Text = text.Trim(), Used = time.GetUtcNow(), EncoderId = encoder, Vector = vector }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a user's fact with its history; false when there is no such one.</summary>
    public ValueTask<bool> DeleteAsync(string user, Guid id, CancellationToken cancellationToken = default) => store.DeleteAsync(user, id, cancellationToken);

    /// <summary>Whether the fact's terms are the user's: nearly all words, and every number.</summary>
    private static bool ComesFrom(string text, FactWords fact, IEnumerable<string> userWords)
    {
        var said = new FactWords(string.Join('\n', userWords)).Terms;
        return fact.Terms.Count(said.Contains) >= FromUser * fact.Terms.Count && fact.Terms.Where(term => term.Any(char.IsDigit)).All(said.Contains) && text.Length > 0;
    }

    /// <summary>Whether the vectors of two facts say that they are the same.</summary>
    internal static bool SaysTheSame(Fact fact, string? encoder, ReadOnlyMemory<float> vector) =>
        encoder is not null && fact.EncoderId == encoder && fact.Vector.Length == vector.Length && TensorPrimitives.Dot(fact.Vector.Span, vector.Span) >= SameVector;

    private async ValueTask<bool> MakeRoomAsync(string user, IReadOnlyList<Fact> known, CancellationToken cancellationToken) =>
        known.Where(fact => !fact.Requested).OrderBy(fact => fact.Used).FirstOrDefault() is { } least && await store.DeleteAsync(user, least.Id, cancellationToken).ConfigureAwait(false);

    private async ValueTask<(string? Encoder, ReadOnlyMemory<float> Vector)> EncodeAsync(string text, CancellationToken cancellationToken)
    {
        if (encoders.ForQueries(EncoderRole.Text) is not { Text: { } tower } encoder)
            return (null, default);
        try
        {
            return (encoder.Id, await tower.GenerateVectorAsync(text, EncoderInput.Query, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Words find the fact too.
            LogFailed(failure, encoder.Id);
            return (null, default);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A fact is kept or looked for by its words alone: the encoder {Encoder} failed")]
    private partial void LogFailed(Exception failure, string encoder);
}
