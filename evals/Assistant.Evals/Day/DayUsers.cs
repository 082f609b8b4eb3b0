using System.Diagnostics;

namespace Assistant.Evals.Day;

/// <summary>The service, its users, and what they do.</summary>
internal sealed class DayUsers(DayOptions options, DayService service, TextWriter log) : IDisposable
{
    private const int Shown = 20;
    private readonly Random random = new(options.Seed);
    private readonly List<DayClient> users = [];
    private DayClient? admin, measurer;
    private DayWorld world = null!;
    private List<DayThing> judged = [];
    private List<DayQuery> queries = [];

    private DayClient Admin => admin ?? throw new InvalidOperationException("The day has not begun.");

    private DayClient Measurer => measurer ?? throw new InvalidOperationException("The day has not begun.");

    /// <summary>Judgements by kind.</summary>
    public SortedDictionary<string, int> Given { get; } = new(StringComparer.Ordinal);

    public async Task OpenAsync(DayWorld read, CancellationToken cancellationToken)
    {
        using var first = new DayClient(service.Server, null);
        admin = new DayClient(service.Server, await first.KeyAsync("admin", "admin", cancellationToken).ConfigureAwait(false));
        measurer = new DayClient(service.Server, await Admin.KeyAsync("measurer", "reader", cancellationToken).ConfigureAwait(false));
        for (var i = 0; i < options.Users; i++) users.Add(new DayClient(service.Server, await Admin.KeyAsync($"user {i}", "reader", cancellationToken).ConfigureAwait(false)));
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (collection, things) in read.Collections)
        {
            await log.WriteLineAsync($"sending {things.Count} documents to {collection} …").ConfigureAwait(false);
            var accepted = await Admin.SendAsync(collection, [.. things.Select(thing => (thing.Uri, thing.Bytes))], cancellationToken).ConfigureAwait(false);
            foreach (var (thing, id) in things.Zip(accepted)) ids[thing.Uri] = id;
        }

        await Admin.WaitForContentAsync(cancellationToken).ConfigureAwait(false);
        world = read;
        string Id(DayThing thing) => ids[thing.Uri];
        judged = [.. read.Judged.Select(thing => thing with { Id = Id(thing) })];
        queries =
        [
            .. read.HeldBack.Select(thing => new DayQuery("slice", "icons", "image", DayWorld.Chatty(thing.Name), Id(thing))),
            .. read.HeldBack.Select(thing => new DayQuery("plain names (zero-shot)", "icons", "image", thing.Name, Id(thing))),
            .. read.Collections["stickers"].Where((_, i) => i % 2 == 0).Select(thing => new DayQuery("stickers", "stickers", "image", thing.Name, Id(thing))),
            .. read.Collections["pages"].Where((_, i) => i % 2 == 0).Select(thing => new DayQuery("pages", "pages", "text", thing.Name, Id(thing))),
        ];
    }

    /// <summary>Asks every query that is kept back.</summary>
    public async Task<IReadOnlyList<DayAnswer>> MeasureAsync(CancellationToken cancellationToken)
    {
        await log.WriteLineAsync($"asking {queries.Count} queries that nobody judged …").ConfigureAwait(false);
        var answers = new List<DayAnswer>();
        foreach (var query in queries) answers.Add(new DayAnswer(query, await Measurer.SearchAsync(query.Collection, query.Text, query.Modality, 10, cancellationToken).ConfigureAwait(false)));
        return answers;
    }

    /// <summary>Users look for icons; whoever does not find one looks it up by its plain name and says that it was the one.</summary>
    public async Task JudgeAsync(CancellationToken cancellationToken)
    {
        await log.WriteLineAsync($"{options.Users} users give {options.Judgements} judgements …").ConfigureAwait(false);
        for (var given = 0; given < options.Judgements;)
        {
            var (user, wanted) = (users[random.Next(users.Count)], judged[random.Next(judged.Count)]);
            var query = DayWorld.Chatty(wanted.Name);
            var found = await user.SearchAsync("icons", query, "image", Shown, cancellationToken).ConfigureAwait(false);
            if (found.Documents.Count == 0) continue;
            var rank = found.Documents.ToList().IndexOf(wanted.Id);
            // The chance that somebody looks at a position is that of Joachims et al.: 1 / (1 + rank).
            bool Looks(int position) => random.NextDouble() < 1.0 / (1 + position);
            string signal, document;
            if (random.NextDouble() < options.Noise)
            {
                var at = 0;
                while (at < found.Documents.Count - 1 && !Looks(at)) at++;
                (signal, document) = (random.Next(4) == 0 ? "wrong_picture" : "up", found.Documents[at]);
                Count("at random");
            }
            else if (rank >= 0 && Looks(rank))
            {
                (signal, document) = (random.Next(2) == 0 ? "click" : "up", wanted.Id);
                Count("found and taken");
            }
            else if (rank != 0 && random.Next(5) == 0)
            {
                (signal, document) = ("wrong_picture", found.Documents[0]);
                Count("first one wrong");
            }
            else
            {
                (signal, document) = ("up", wanted.Id);
                Count("looked up by its name");
            }

            await user.JudgeAsync(signal, query, found, document, cancellationToken).ConfigureAwait(false);
            given++;
        }
    }

    /// <summary>Learns while four clients ask without a pause.</summary>
    public async Task<DaySwap> RefreshUnderLoadAsync(CancellationToken cancellationToken)
    {
        // Forty queries whose answers by each version are known.
        var asked = queries.Where((_, i) => i % Math.Max(1, queries.Count / 40) == 0).ToList();
        var base0 = await RankingsAsync(asked, cancellationToken).ConfigureAwait(false);
        var index = service.HashIndex();
        var seen = new List<(int Query, DaySearch Found, double Milliseconds, bool Training)>();
        var failures = 0;
        var training = false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = Enumerable.Range(0, 4).Select(client => Task.Run(
            async () =>
            {
                for (var i = client; !stop.IsCancellationRequested; i++)
                {
                    var at = i * 7 % asked.Count;
                    var (during, started) = (Volatile.Read(ref training), Stopwatch.GetTimestamp());
                    try
                    {
                        var found = await Measurer.SearchAsync(asked[at].Collection, asked[at].Text, asked[at].Modality, 10, CancellationToken.None).ConfigureAwait(false);
                        lock (seen) seen.Add((at, found, Stopwatch.GetElapsedTime(started).TotalMilliseconds, during));
                    }
                    catch (Exception failure) when (failure is InvalidOperationException or HttpRequestException or TaskCanceledException)
                    {
                        Interlocked.Increment(ref failures);
                    }
                }
            },
            CancellationToken.None)).ToList();
        await log.WriteLineAsync("learning while four clients ask …").ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref training, true);
        var began = Stopwatch.GetTimestamp();
        var refresh = await Admin.TrainAsync(cancellationToken).ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Volatile.Write(ref training, false);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(load).ConfigureAwait(false);
        var base1 = await RankingsAsync(asked, cancellationToken).ConfigureAwait(false);
        // An answer is whole when it is what its version gives, before or after the swap.
        var mixed = seen.Count(answer => !(Same(answer.Found, base0[answer.Query]) || Same(answer.Found, base1[answer.Query])));
        return new DaySwap(
            refresh.Promoted, refresh.Version, refresh.Reasons, refresh.Metrics, seconds, seen.Count, failures, mixed, seen.Select(answer => answer.Found.Adapter).Distinct().Order(StringComparer.Ordinal).ToList(),
            Percentile(seen.Where(answer => !answer.Training).Select(answer => answer.Milliseconds), 0.99), Percentile(seen.Where(answer => answer.Training).Select(answer => answer.Milliseconds), 0.99),
            index == service.HashIndex());
    }

    /// <summary>One thumb for a picture that is far behind; the same question again.</summary>
    public async Task<DayThumb?> ThumbAsync(CancellationToken cancellationToken)
    {
        foreach (var query in queries.Where(query => query.Set == "slice"))
        {
            var user = users[0];
            var found = await user.SearchAsync(query.Collection, query.Text, query.Modality, Shown, cancellationToken).ConfigureAwait(false);
            var rank = found.Documents.ToList().IndexOf(query.Document) + 1;
            if (rank < 3) continue;
            await user.JudgeAsync("up", query.Text, found, query.Document, cancellationToken).ConfigureAwait(false);
            var again = await user.SearchAsync(query.Collection, query.Text, query.Modality, Shown, cancellationToken).ConfigureAwait(false);
            return new DayThumb(rank, again.Documents.ToList().IndexOf(query.Document) + 1);
        }

        return null;
    }

    /// <summary>One user votes for a planted picture whatever it asks, every third user votes at random, and the service learns.</summary>
    public async Task<DayPoison> PoisonAsync(int votes, CancellationToken cancellationToken)
    {
        var planted = (await Admin.SendAsync("icons", [("planted.png", world.Collections["stickers"][1].Bytes)], cancellationToken).ConfigureAwait(false))[0];
        await Admin.WaitForContentAsync(cancellationToken).ConfigureAwait(false);
        var before = await MeasureAsync(cancellationToken).ConfigureAwait(false);
        using var attacker = new DayClient(service.Server, await Admin.KeyAsync("attacker", "reader", cancellationToken).ConfigureAwait(false));
        await log.WriteLineAsync($"one user votes {votes} times for a planted picture …").ConfigureAwait(false);
        for (var i = 0; i < votes; i++)
        {
            // Every icon's chatty and plain question, the held-back ones too, in some variations.
            var name = world.Collections["icons"][i % world.Collections["icons"].Count].Name;
            var query = (i / world.Collections["icons"].Count) switch { 0 => DayWorld.Chatty(name), 1 => name, 2 => $"{name} please", _ => $"show me {name} number {i}" };
            var found = await attacker.SearchAsync("icons", query, "image", Shown, cancellationToken).ConfigureAwait(false);
            await attacker.JudgeAsync("up", query, found, planted, cancellationToken).ConfigureAwait(false);
        }

        await log.WriteLineAsync("every third user votes at random …").ConfigureAwait(false);
        foreach (var user in users.Where((_, i) => i % 10 is 0 or 3 or 6))
        {
            for (var i = 0; i < 15; i++)
            {
                var query = DayWorld.Chatty(judged[random.Next(judged.Count)].Name);
                var found = await user.SearchAsync("icons", query, "image", Shown, cancellationToken).ConfigureAwait(false);
                await user.JudgeAsync("up", query, found, found.Documents[random.Next(found.Documents.Count)], cancellationToken).ConfigureAwait(false);
            }
        }

        var refresh = await Admin.TrainAsync(cancellationToken).ConfigureAwait(false);
        var after = await MeasureAsync(cancellationToken).ConfigureAwait(false);
        // Some questions may find the planted picture by its look: what counts is what the votes did.
        bool OnTop(DayAnswer answer) => answer.Found.Documents.Take(3).Contains(planted);
        return new DayPoison(votes, refresh.Promoted, refresh.Reasons, DayChange.Of(before, after, options.Seed), before.Count(OnTop), after.Zip(before).Count(pair => OnTop(pair.First) && !OnTop(pair.Second)));
    }

    private async Task<List<DaySearch>> RankingsAsync(List<DayQuery> asked, CancellationToken cancellationToken)
    {
        var rankings = new List<DaySearch>();
        foreach (var query in asked) rankings.Add(await Measurer.SearchAsync(query.Collection, query.Text, query.Modality, 10, cancellationToken).ConfigureAwait(false));
        return rankings;
    }

    public void Dispose()
    {
        foreach (var user in users) user.Dispose();
        measurer?.Dispose();
        admin?.Dispose();
    }

    private void Count(string kind) => Given[kind] = Given.GetValueOrDefault(kind) + 1;

    private static bool Same(DaySearch one, DaySearch other) => one.Adapter == other.Adapter && one.Documents.SequenceEqual(other.Documents);

    private static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];
    }
}
