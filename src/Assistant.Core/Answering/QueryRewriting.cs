namespace Assistant.Core.Answering;

/// <summary>How a question that leans on the conversation is completed before it is searched for.</summary>
public enum QueryRewriting
{
    /// <summary>By the language model where one answers from one search, else by rules; what the model cannot do the rules do, and the answer says so.</summary>
    Auto,

    /// <summary>By rules: pronouns and "What about …?", from the question before. English.</summary>
    Rules,

    /// <summary>Not at all: the question is searched for as it was asked.</summary>
    None,
}
