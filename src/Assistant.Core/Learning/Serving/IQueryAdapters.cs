namespace Assistant.Core.Learning.Serving;

/// <summary>What was learned, as queries are served with it. Swapped as a whole: a request takes <see cref="Current"/> once and uses nothing else.</summary>
public interface IQueryAdapters
{
    /// <summary>The versions in force now; immutable.</summary>
    AdapterSnapshot Current { get; }
}
