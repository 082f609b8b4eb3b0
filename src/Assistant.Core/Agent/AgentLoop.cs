using System.Text;
using Assistant.Core.Answering;
using Microsoft.Extensions.AI;

namespace Assistant.Core.Agent;

/// <summary>The parts of one answer, and where it stands. Not thread-safe.</summary>
internal sealed record AgentLoop(ModelStep Model, ToolRunner Runner, ObservationWriter Writer, AnswerChecker Checker, AgentTurn Turn, Findings Findings, AnswerRequest Request)
{
    /// <summary>Searches again where the model is unsure; null when that is off.</summary>
    public Flare? Flare { get; init; }

    /// <summary>Whether the step was broken off to go on with what a search found.</summary>
    public bool IsBrokenOff { get; set; }

    /// <summary>The step that the model decided on; null when it is not valid.</summary>
    public AgentAction? Action { get; set; }

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; set; } = "";

    /// <summary>Why quotations take over; null while they do not.</summary>
    public string? Fallback { get; set; }

    /// <summary>The answer as it was shown.</summary>
    public StringBuilder Shown { get; } = new();

    /// <summary>Whether the model said that nothing answers.</summary>
    public bool SaysNothing { get; set; }

    /// <summary>Citations that were shown.</summary>
    public int Cited { get; set; }

    /// <summary>Programs that ran, and what they printed.</summary>
    public List<(string Program, string Printed)> Programs { get; } = [];

    /// <summary>The model, as it calls itself.</summary>
    public string ModelName => Turn.Model ?? (Model.Chat.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "unknown";

    /// <summary>Whether no tool was called.</summary>
    public bool IsTalk => Turn.ToolCalls == 0;
}
