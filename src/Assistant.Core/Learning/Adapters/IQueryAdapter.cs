using Assistant.Core.Learning.Linear;

namespace Assistant.Core.Learning.Adapters;

/// <summary>Moves the embedding of a query; documents stay where they are. Immutable and safe from many threads.</summary>
public interface IQueryAdapter
{
    /// <summary>Maps L2-normalized queries, [n, d], to L2-normalized ones, [n, d].</summary>
    Matrix Apply(Matrix queries);
}
