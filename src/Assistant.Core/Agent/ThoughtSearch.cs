using System.Text.Json;
using Assistant.Core.Agent.Tools;
using Assistant.Core.Text;

namespace Assistant.Core.Agent;

/// <summary>Searches that the loop makes by itself while the model reasons.</summary>
internal static class ThoughtSearch
{
    private const string Nothing = "No new passages found.";

    /// <summary>A search, as the model would have asked for it.</summary>
    public static AgentCall Call(string query) => new(SearchTool.Name, JsonSerializer.SerializeToElement(new { query }));

    /// <summary>The step before the model's first one: a search for the question.</summary>
    public static AgentAction First(string question) => new("The question is searched for first.", [Call(question)], null);

    /// <summary>The search for the last sentence of a step's thought; null where there is none, or the model asked for the same.</summary>
    public static AgentCall? Of(AgentAction action)
    {
        var units = TextUnitSplitter.Split(action.Thought);
        var sentence = units.Count == 0 ? action.Thought.Trim() : action.Thought[units[^1].Start..units[^1].End];
        if (sentence.Length == 0)
            return null;
        var call = Call(sentence);
        return action.Calls.Any(made => made.Key == call.Key) ? null : call;
    }

    /// <summary>The passages of a result that were not shown yet; words that say so where there are none. Errors stay.</summary>
    public static ToolOutput New(ToolOutput output, Findings findings)
    {
        if (output.Passages.Count == 0)
            return output;
        var unseen = output.Passages.Where(shown => !findings.Has(shown.Passage)).ToList();
        return unseen.Count == 0 ? ToolOutput.Of(Nothing) : output with { Passages = unseen };
    }
}
