using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Answering;

/// <summary>
/// Retrieves, then lets a language model answer from the passages; its citations are checked before the answer counts. When the
/// model cannot be reached it says so in an <see cref="ObservationEvent"/> and answers extractively. Safe from many threads.
/// </summary>
public sealed partial class ChatAnswerer : IAnswerer
{
    private const int CharactersPerToken = 3;
    private const int FewestCharactersPerToken = 2; // of tables and names, with a small vocabulary: what is too long for the context is an error
    private const int Unlimited = 1_000_000; // tokens of a model that does not say how much it can see
    private const int PromptTokens = 500; // rules and question
    private const int HeadCharacters = 100; // of a passage: its number, uri and heading
    private const int ShortestPassage = 160;
    private readonly IChatClient chat;
    private readonly IRetriever retriever;
    private readonly IContentStore store;
    private readonly IEncoderDirectory encoders;
    private readonly ExtractiveAnswerer extractive;
    private readonly AnsweringOptions options;
    private readonly CompressionOptions compression;
    private readonly QueryRewriter rewriter;
    private readonly ILogger<ChatAnswerer> logger;

    /// <summary>Answers with a model from what the retriever finds.</summary>
    public ChatAnswerer(IChatClient chat, IRetriever retriever, IContentStore store, IEncoderDirectory encoders, ExtractiveAnswerer extractive, IOptions<AnsweringOptions> options, IOptions<CompressionOptions> compression, ILogger<ChatAnswerer> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(compression);
        this.chat = chat;
        this.retriever = retriever;
        this.store = store;
        this.encoders = encoders;
        this.extractive = extractive;
        this.options = options.Value;
        this.compression = compression.Value;
        rewriter = new QueryRewriter(chat, this.options.Rewriting);
        this.logger = logger;
    }

    /// <inheritdoc/>
    /// <exception cref="ChatModelException">The endpoint refused the request: wrong key, unknown model and the like. The message says what to do.</exception>
    public async IAsyncEnumerable<AnswerEvent> AnswerAsync(AnswerRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var turn = new Turn();
        var question = request.Question;
        if (request.History.Count > 0 || request.Summary.Length > 0)
        {
            var rewritten = await rewriter.RewriteAsync(request, cancellationToken).ConfigureAwait(false);
            (question, turn.Failure) = (rewritten.Question, rewritten.Failure);
            turn.Add(rewritten.Usage);
            foreach (var told in rewritten.Events(request.Question)) yield return told;
        }

        if (turn.Failure is null)
        {
            var search = SearchStep.For(Question.Read(question), request, options.PromptPassages);
            yield return SearchStep.Call(search);
            var response = await retriever.SearchAsync(search, cancellationToken).ConfigureAwait(false);
            yield return SearchStep.Observation(response);
            if (response.Hits.Count > 0)
            {
                await foreach (var piece in StreamAsync(question, response, turn, cancellationToken).ConfigureAwait(false)) yield return piece;
            }

            if (turn.Failure is null)
            {
                foreach (var last in Finish(turn)) yield return last;
                yield break;
            }
        }

        LogUnreachable(turn.Failure.Message);
        var partial = turn.Answer.Length > 0 ? " What it had written so far is replaced." : "";
        yield return new NoticeEvent($"{turn.Failure.Message}{partial} The answer is put together from quotations instead.");
        var restarts = turn.Answer.Length > 0;
        await foreach (var item in extractive.AnswerAsync(request with { Question = question, History = [], Summary = "" }, cancellationToken).ConfigureAwait(false))
        {
            yield return item is TextEvent text && restarts ? text with { Restarts = true } : item;
            restarts &= item is not TextEvent;
        }
    }

    /// <summary>Lets the model write; each sentence is shown as soon as it is whole and checked.</summary>
    private async IAsyncEnumerable<AnswerEvent> StreamAsync(string question, SearchResponse response, Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var context = await SideModel.ContextAsync(chat, Unlimited, cancellationToken).ConfigureAwait(false);
        var shown = Shown(question, [.. response.Hits.Select(hit => hit.Passage)], context);
        var messages = PromptTemplate.Answer.Fill(("nothing", ExtractiveAnswerer.NothingFound), ("passages", Number(shown)), ("question", question));
        var checker = new AnswerChecker(question, store, encoders, options.Unsupported);
        IReadOnlyList<Passage> passages = [.. shown.Select(passage => passage.Passage)];
        var sentences = new SentenceStream();
        await foreach (var piece in WriteAsync(messages, AnswerTokens(context), turn, cancellationToken).ConfigureAwait(false))
        {
            foreach (var sentence in sentences.Add(piece))
                await foreach (var made in ShowAsync(sentence).ConfigureAwait(false))
                    yield return made;
        }

        if (turn.Failure is null && sentences.Finish() is { Length: > 0 } last)
        {
            await foreach (var made in ShowAsync(last).ConfigureAwait(false))
                yield return made;
        }

        async IAsyncEnumerable<AnswerEvent> ShowAsync(string sentence)
        {
            turn.SaysNothing |= sentence.Contains(ExtractiveAnswerer.NothingFound, StringComparison.OrdinalIgnoreCase);
            var (shown, citations) = turn.SaysNothing ? ("", []) : await checker.CheckAsync(sentence, passages, [], cancellationToken).ConfigureAwait(false);
            turn.Dropped |= shown.Length == 0;
            if (shown.Length == 0) yield break;
            turn.Answer.Append(shown);
            turn.Cited += citations.Count;
            yield return new TextEvent(shown);
            foreach (var citation in citations) yield return new CitationEvent(citation);
        }
    }

    private async IAsyncEnumerable<string> WriteAsync(List<ChatMessage> messages, int mostTokens, Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = new ChatOptions { Temperature = 0, MaxOutputTokens = mostTokens };
        var updates = chat.GetStreamingResponseAsync(messages, settings, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = updates.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync().ConfigureAwait(false)) yield break;
            }
            catch (Exception failure) when (ModelFailure.Unreachable(failure, cancellationToken) is { } reason)
            {
                turn.Failure = reason;
                yield break;
            }

            var update = updates.Current;
            turn.Model ??= update.ModelId;
            foreach (var usage in update.Contents.OfType<UsageContent>()) turn.Add(usage.Details);
            if (update.Text.Length == 0) continue;
            turn.FirstMs ??= turn.ElapsedMs;
            yield return update.Text;
        }
    }

    private IEnumerable<AnswerEvent> Finish(Turn turn)
    {
        var answer = turn.Answer.ToString().Trim();
        if (turn.Cited == 0)
        {
            if (turn.Dropped && !turn.SaysNothing)
                yield return new NoticeEvent("What the model wrote has no citation that holds, so it does not count as an answer.");
            answer = ExtractiveAnswerer.NothingFound;
            yield return new TextEvent(answer) { Restarts = turn.Answer.Length > 0 };
        }

        var model = turn.Model ?? (chat.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "unknown";
        yield return new DoneEvent(answer, model, turn.Cited > 0, new AnswerUsage(turn.PromptTokens, turn.CompletionTokens), new AnswerTimings(turn.FirstMs ?? turn.ElapsedMs, turn.ElapsedMs));
    }

    /// <summary>The passages as the prompt shows them, within what a small model can see at once.</summary>
    private IReadOnlyList<(Passage Passage, string Text)> Shown(string question, IReadOnlyList<Passage> passages, int context)
    {
        var room = Math.Max(ShortestPassage, (context - AnswerTokens(context) - PromptTokens) * FewestCharactersPerToken);
        var each = Math.Clamp((room / passages.Count) - HeadCharacters, ShortestPassage, options.PromptPassageLength);
        return compression.Enabled
            ? [.. ContextCompressor.Compress(question, passages, Math.Min(compression.BudgetTokens * CharactersPerToken, room)).Select(kept => (kept.Passage, kept.Text))]
            : [.. passages.Select(passage => (passage, Shorten(passage.Text, each)))];
    }

    private int AnswerTokens(int context) => Math.Min(options.MaxAnswerTokens, context / 4);

    /// <summary>Writes passages with their numbers, delimited; a passage cannot close its own delimiter.</summary>
    private static string Number(IReadOnlyList<(Passage Passage, string Text)> passages)
    {
        var text = new StringBuilder();
        for (var i = 0; i < passages.Count; i++)
        {
            var (passage, shown) = passages[i];
            string[] path = [passage.Title ?? "", .. passage.Chunk.Headings];
            var heading = string.Join(" › ", path.Where(part => part.Length > 0).Distinct());
            text.Append(CultureInfo.InvariantCulture, $"<passage number=\"{i + 1}\">\n{Harmless(passage.Uri)}\n{Harmless(heading)}\n\n{Harmless(shown)}\n</passage>\n\n");
        }

        return text.ToString().TrimEnd();
    }

    private static string Harmless(string text) => PassageTag().Replace(text, "&lt;$1");

    private static string Shorten(string text, int longest)
    {
        if (text.Length <= longest) return text;
        var half = longest / 2;
        var head = char.IsHighSurrogate(text[half - 1]) ? half - 1 : half;
        var tail = char.IsLowSurrogate(text[^half]) ? half - 1 : half;
        return $"{text[..head]} … {text[^tail..]}";
    }

    [LoggerMessage(LogLevel.Warning, "Answering extractively: {Reason}")]
    private partial void LogUnreachable(string reason);

    [GeneratedRegex(@"<(/?\s*passage)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PassageTag();

    /// <summary>What is known of an answer while it is made.</summary>
    private sealed class Turn
    {
        private readonly long started = Stopwatch.GetTimestamp();

        public StringBuilder Answer { get; } = new();

        public string? Model { get; set; }

        public double? FirstMs { get; set; }

        public ChatModelException? Failure { get; set; }

        /// <summary>Whether the model said that nothing answers.</summary>
        public bool SaysNothing { get; set; }

        /// <summary>Whether a sentence was left out.</summary>
        public bool Dropped { get; set; }

        public int Cited { get; set; }

        public int PromptTokens { get; private set; }

        public int CompletionTokens { get; private set; }

        public double ElapsedMs => Stopwatch.GetElapsedTime(started).TotalMilliseconds;

        public void Add(UsageDetails? usage)
        {
            PromptTokens += (int)(usage?.InputTokenCount ?? 0);
            CompletionTokens += (int)(usage?.OutputTokenCount ?? 0);
        }
    }
}
