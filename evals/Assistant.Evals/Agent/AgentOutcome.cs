using Assistant.Core.Agent.Tools;
using Assistant.Core.Answering;

namespace Assistant.Evals.Agent;

/// <summary>How one question was answered.</summary>
/// <param name="Case">The question.</param>
/// <param name="Done">The end of the answer.</param>
/// <param name="Citations">What it cites.</param>
/// <param name="Shown">Documents that the tools showed, in order, each once.</param>
/// <param name="Steps">Steps of the model.</param>
/// <param name="Notices">What the answer said of its own making.</param>
/// <param name="Computed">What programs printed.</param>
public sealed record AgentOutcome(
    AgentCase Case, DoneEvent Done, IReadOnlyList<Citation> Citations, IReadOnlyList<string> Shown, int Steps, IReadOnlyList<string> Notices, IReadOnlyList<string> Computed)
{
    /// <summary>Whether it is right: all patterns and a right source; nothing where nothing answers.</summary>
    public bool IsRight => Case.Kind == "unanswerable" ? !Done.Supported : Done.Supported && Case.Matches(Done.Answer) && (Case.Sources.Count == 0 || Citations.Any(citation => Case.IsSource(citation.Uri)));

    /// <summary>Whether a right source is among the first five documents that were shown.</summary>
    public bool IsRecalled => Shown.Take(5).Any(Case.IsSource);

    /// <summary>Each mark of the answer with its sentence; filled when the answer has been read beside the documents.</summary>
    public IReadOnlyList<CitedSentence> Pairs { get; init; } = [];

    /// <summary>Asks a question and reads the answer to its end.</summary>
    public static async Task<AgentOutcome> OfAsync(IAnswerer answerer, AgentCase item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answerer);
        ArgumentNullException.ThrowIfNull(item);
        DoneEvent? done = null;
        var (cited, shown, notices, computed) = (new List<Citation>(), new List<string>(), new List<string>(), new List<string>());
        var steps = 0;
        await foreach (var made in answerer.AnswerAsync(new AnswerRequest(item.Question), cancellationToken).ConfigureAwait(false))
        {
            steps = Math.Max(steps, made.Step);
            if (made is CitationEvent citation) cited.Add(citation.Citation);
            else if (made is TextEvent { Restarts: true }) cited.Clear();
            else if (made is ObservationEvent { Tool: ComputeTool.Name } program) computed.Add(program.Text);
            else if (made is ObservationEvent observation) shown.AddRange(observation.Sources.Select(source => source.Uri).Where(uri => !shown.Contains(uri)));
            else if (made is NoticeEvent notice) notices.Add(notice.Text);
            else if (made is DoneEvent end) done = end;
        }

        return new AgentOutcome(item, done ?? throw new InvalidOperationException("The answer had no end."), cited, shown, steps, notices, computed);
    }
}
