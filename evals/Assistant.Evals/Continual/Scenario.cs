using Assistant.Core.Learning;

namespace Assistant.Evals.Continual;

/// <summary>A stream of tasks on frozen features.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Kind">What changes from task to task: class-incremental, domain-incremental, …</param>
/// <param name="Tasks">In their natural order.</param>
/// <param name="Reference">Pairs outside the tasks that distillation may use.</param>
/// <param name="Guard">Other pairs outside the tasks: what zero-shot ability is measured on.</param>
/// <param name="DataHash">Of the data that it was made of.</param>
public sealed record Scenario(string Name, string Kind, IReadOnlyList<ScenarioTask> Tasks, PairSet Reference, PairSet Guard, string DataHash)
{
    /// <summary>Whether labels are documents, each with a target of its own; else classes.</summary>
    public bool Documents { get; init; }

    /// <summary>Classes of a task where each order of the stream shuffles the classes into tasks; 0 where tasks stay whole and only their order changes.</summary>
    public int ClassesPerTask { get; init; }

    /// <summary>Names of the labels, by number; needed where classes are shuffled into tasks.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Task-incremental: the task of a query is told, so that its labels alone are candidates and a strategy may use its number.</summary>
    public bool TaskTold { get; init; }

    /// <summary>Whether the labels measured are never learned: what scores learned labels only has nothing to say there.</summary>
    public bool LabelsUnseen { get; init; }

    /// <summary>Everything that may be found, the same at every step.</summary>
    public CandidateSet Candidates { get; } = PairSet.Concat([.. Tasks.Select(task => task.Test), .. Tasks.Select(task => task.Train)]).Candidates();
}

/// <summary>A task.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Train">Pairs to learn from.</param>
/// <param name="Test">Pairs to measure on.</param>
public sealed record ScenarioTask(string Name, PairSet Train, PairSet Test);
