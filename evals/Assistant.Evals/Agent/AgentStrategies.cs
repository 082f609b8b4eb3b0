using Assistant.Core.Agent;

namespace Assistant.Evals.Agent;

/// <summary>Names of ways of answering, as configuration: <c>auto</c>, <c>extractive</c>, <c>read-once</c>, <c>react</c> or <c>guided</c>, with additions such as <c>react-pal</c>.</summary>
public static class AgentStrategies
{
    private static readonly Dictionary<string, AnswerStrategy> Bases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["auto"] = AnswerStrategy.Auto,
        ["extractive"] = AnswerStrategy.Extractive,
        ["read-once"] = AnswerStrategy.ReadOnce,
        ["react"] = AnswerStrategy.ReAct,
        ["guided"] = AnswerStrategy.Guided,
    };

    private static readonly Dictionary<string, (string Key, string Value)> Additions = new(StringComparer.OrdinalIgnoreCase)
    {
        // Without programs: what the compute tool is worth.
        ["-pal"] = ($"{AgentOptions.Section}:{nameof(AgentOptions.DisabledTools)}:0", "compute"),
    };

    /// <summary>The settings of a strategy.</summary>
    /// <exception cref="InvalidDataException">There is no such one; the message lists them.</exception>
    public static IReadOnlyList<(string Key, string Value)> Settings(string strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        var start = Bases.Keys.Where(name => strategy.StartsWith(name, StringComparison.OrdinalIgnoreCase)).MaxBy(name => name.Length)
            ?? throw Unknown(strategy);
        var settings = new List<(string Key, string Value)> { ($"{AgentOptions.Section}:{nameof(AgentOptions.Strategy)}", Bases[start].ToString()) };
        for (var rest = strategy[start.Length..]; rest.Length > 0;)
        {
            var name = Additions.Keys.FirstOrDefault(addition => rest.StartsWith(addition, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(strategy);
            settings.Add(Additions[name]);
            rest = rest[name.Length..];
        }

        return settings;
    }

    private static InvalidDataException Unknown(string strategy) =>
        new($"There is no strategy {strategy}. Strategies are {string.Join(", ", Bases.Keys)}; additions are {string.Join(", ", Additions.Keys)}.");
}
