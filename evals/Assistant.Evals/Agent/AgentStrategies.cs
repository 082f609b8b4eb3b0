using Assistant.Core.Agent;
using Assistant.Core.Agent.Demonstrations;
using Assistant.Core.Answering;
using Assistant.Core.Knowledge;

namespace Assistant.Evals.Agent;

/// <summary>
/// Names of ways of answering, as configuration: <c>auto</c>, <c>extractive</c>, <c>read-once</c>, <c>react</c>, <c>ircot</c> (which is also
/// <c>react+ircot</c>) or <c>guided</c>, with additions such as <c>+flare</c> or <c>-pal</c>. ReAct includes programs (PAL) where the
/// configuration leaves them in; <c>+pal</c> brings them back, <c>-pal</c> takes them away.
/// </summary>
public static class AgentStrategies
{
    private static readonly Dictionary<string, AnswerStrategy> Bases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["auto"] = AnswerStrategy.Auto,
        ["extractive"] = AnswerStrategy.Extractive,
        ["read-once"] = AnswerStrategy.ReadOnce,
        ["react"] = AnswerStrategy.ReAct,
        ["react+ircot"] = AnswerStrategy.IrCoT,
        ["ircot"] = AnswerStrategy.IrCoT,
        ["guided"] = AnswerStrategy.Guided,
    };

    private const string Compute = "compute";
    private const string DisabledTools = $"{AgentOptions.Section}:{nameof(AgentOptions.DisabledTools)}";

    private static readonly Dictionary<string, Action<IDictionary<string, string?>>> Additions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["+flare"] = settings => settings[$"{FlareOptions.Section}:{nameof(FlareOptions.Enabled)}"] = "true",
        ["+compress"] = settings => settings[$"{CompressionOptions.Section}:{nameof(CompressionOptions.Enabled)}"] = "true",
        ["+triples"] = settings => settings[$"{TripleOptions.Section}:{nameof(TripleOptions.Source)}"] = nameof(TripleSource.Rules),
        ["+pal"] = settings =>
        {
            foreach (var key in settings.Keys.Where(key => key.StartsWith(DisabledTools + ":", StringComparison.OrdinalIgnoreCase) && settings[key] == Compute).ToList())
                settings.Remove(key);
        },
        // Those of others: an eval asks for nobody.
        ["+demonstrations"] = settings =>
        {
            settings[$"{DemonstrationOptions.Section}:{nameof(DemonstrationOptions.Count)}"] = "2";
            settings[$"{DemonstrationOptions.Section}:{nameof(DemonstrationOptions.FromOthers)}"] = "true";
        },
        // Without programs: what the compute tool is worth.
        ["-pal"] = settings => settings[$"{DisabledTools}:eval"] = Compute,
    };

    /// <summary>Changes settings to those of a strategy.</summary>
    /// <param name="strategy">Its name.</param>
    /// <param name="settings">Configuration keys and values.</param>
    /// <exception cref="InvalidDataException">There is no such one; the message lists them.</exception>
    public static void Apply(string strategy, IDictionary<string, string?> settings)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        ArgumentNullException.ThrowIfNull(settings);
        var start = Bases.Keys.Where(name => strategy.StartsWith(name, StringComparison.OrdinalIgnoreCase)).MaxBy(name => name.Length)
            ?? throw Unknown(strategy);
        settings[$"{AgentOptions.Section}:{nameof(AgentOptions.Strategy)}"] = Bases[start].ToString();
        for (var rest = strategy[start.Length..]; rest.Length > 0;)
        {
            var name = Additions.Keys.FirstOrDefault(addition => rest.StartsWith(addition, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(strategy);
            Additions[name](settings);
            rest = rest[name.Length..];
        }
    }

    private static InvalidDataException Unknown(string strategy) =>
        new($"There is no strategy {strategy}. Strategies are {string.Join(", ", Bases.Keys)}; additions are {string.Join(", ", Additions.Keys)}.");
}
