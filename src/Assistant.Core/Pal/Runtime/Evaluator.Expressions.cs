using System.Text;
using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

internal sealed partial class Evaluator
{
    private object Evaluate(Expression expression, Frame frame)
    {
        machine.Meter.Step();
        switch (expression)
        {
            case LiteralExpression literal:
                return literal.Value;
            case NameExpression name:
                return Load(name.Id, frame);
        }

        machine.EnsureStack();
        switch (expression)
        {
            case BinaryExpression binary:
                var left = Evaluate(binary.Left, frame);
                return Operations.Binary(machine, binary.Operator, left, Evaluate(binary.Right, frame));
            case CallExpression call:
                return EvaluateCall(call, frame);
            case AttributeExpression attribute:
                return machine.GetAttribute(Evaluate(attribute.Target, frame), attribute.Name);
            case SubscriptExpression subscript:
                var container = Evaluate(subscript.Target, frame);
                return machine.GetItem(container, Evaluate(subscript.Index, frame));
            case ComparisonExpression comparison:
                return EvaluateComparison(comparison, frame);
            case UnaryExpression unary:
                return Operations.Unary(machine, unary.Operator, Evaluate(unary.Operand, frame));
            case LogicalExpression logical:
                return EvaluateLogical(logical, frame);
            case ConditionalExpression conditional:
                return Evaluate(machine.IsTrue(Evaluate(conditional.Test, frame)) ? conditional.Then : conditional.Else, frame);
            case JoinedString joined:
                return EvaluateJoined(joined, frame);
            case FormattedField field:
                return EvaluateField(field, frame);
            case ListExpression list:
                return new PyList(EvaluateItems(list.Items, frame));
            case TupleExpression tuple:
                return new PyTuple([.. EvaluateItems(tuple.Items, frame)]);
            case SetExpression set:
                return PySet.From(machine, EvaluateItems(set.Items, frame));
            case DictionaryExpression dictionary:
                return EvaluateDictionary(dictionary, frame);
            case ComprehensionExpression comprehension:
                return EvaluateComprehension(comprehension, frame);
            case LambdaExpression lambda:
                return CreateFunction(lambda.Code, frame);
            case SliceExpression slice:
                return new PySlice(EvaluatePart(slice.Start, frame), EvaluatePart(slice.Stop, frame), EvaluatePart(slice.Step, frame));
            case NamedExpression named:
                var value = Evaluate(named.Value, frame);
                Store(named.Name, value, frame);
                return value;
            default:
                throw PyError.Create("SyntaxError", "can't use starred expression here");
        }
    }

    private object EvaluatePart(Expression? part, Frame frame) => part is null ? PyNone.Value : Evaluate(part, frame);

    private List<object> EvaluateItems(Expression[] items, Frame frame)
    {
        machine.Meter.Allocate(32 + (8L * items.Length));
        var values = new List<object>(items.Length);
        foreach (var item in items)
        {
            if (item is StarredExpression starred)
                values.AddRange(machine.ToList(Evaluate(starred.Value, frame)));
            else
                values.Add(Evaluate(item, frame));
        }

        return values;
    }

    /// <summary>Evaluates runs of entries before it hashes their keys, as CPython does, so that the same error comes first.</summary>
    private PyDictionary EvaluateDictionary(DictionaryExpression expression, Frame frame)
    {
        var dictionary = new PyDictionary(machine);
        var pending = new List<(object Key, object Value)>();
        foreach (var (key, value) in expression.Entries)
        {
            if (key is not null)
            {
                var evaluated = Evaluate(key, frame);
                pending.Add((evaluated, Evaluate(value, frame)));
                continue;
            }

            Flush();
            dictionary.Update(Evaluate(value, frame) as PyDictionary ?? throw PyError.Type("only a dict can be unpacked with ** here"));
        }

        Flush();
        return dictionary;

        void Flush()
        {
            foreach (var (key, value) in pending)
                dictionary.Set(key, value);
            pending.Clear();
        }
    }

    private object EvaluateComparison(ComparisonExpression comparison, Frame frame)
    {
        var left = Evaluate(comparison.First, frame);
        object result = true;
        foreach (var (op, operand) in comparison.Rest)
        {
            var right = Evaluate(operand, frame);
            result = machine.Compare(op, left, right);
            if (!machine.IsTrue(result))
                return result;
            left = right;
        }

        return result;
    }

    private object EvaluateLogical(LogicalExpression logical, Frame frame)
    {
        object value = PyNone.Value;
        foreach (var operand in logical.Operands)
        {
            value = Evaluate(operand, frame);
            if (machine.IsTrue(value) != logical.IsAnd)
                return value;
        }

        return value;
    }

    private string EvaluateJoined(JoinedString joined, Frame frame)
    {
        var text = new StringBuilder();
        foreach (var part in joined.Parts)
        {
            var piece = (string)Evaluate(part, frame);
            machine.Meter.Allocate(2L * piece.Length);
            text.Append(piece);
        }

        return text.ToString();
    }

    private string EvaluateField(FormattedField field, Frame frame)
    {
        var value = Evaluate(field.Value, frame);
        var spec = field.Spec is null ? "" : (string)Evaluate(field.Spec, frame);
        return machine.Format(machine.Convert(value, field.Conversion), spec);
    }

    private object EvaluateCall(CallExpression call, Frame frame)
    {
        if (call is { Function: NameExpression { Id: "super" }, Arguments.Length: 0 } && frame.Environment?.Find("super") is null)
            return CreateSuper(frame);
        var function = Evaluate(call.Function, frame);
        if (Array.TrueForAll(call.Arguments, argument => argument.Stars == 0 && argument.Name is null))
        {
            var values = new object[call.Arguments.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = Evaluate(call.Arguments[i].Value, frame);
            return Call(function, new Arguments(values, []), call, frame);
        }

        var positional = new List<object>();
        var named = new List<(string, object)>();
        foreach (var argument in call.Arguments)
        {
            var value = Evaluate(argument.Value, frame);
            if (argument.Stars == 1)
                positional.AddRange(machine.ToList(value));
            else if (argument.Stars == 2)
                named.AddRange(Names(value));
            else if (argument.Name is null)
                positional.Add(value);
            else
                named.Add((argument.Name, value));
        }

        return Call(function, new Arguments([.. positional], [.. named]), call, frame);
    }

    private object Call(object function, Arguments arguments, CallExpression call, Frame frame)
    {
        frame.Line = call.Line;
        return machine.Call(function, arguments);
    }

    private static IEnumerable<(string, object)> Names(object value)
    {
        if (value is not PyDictionary dictionary)
            throw PyError.Type($"argument after ** must be a mapping, not {PyTypes.Of(value).Name}");
        foreach (var (key, item) in dictionary.Entries)
            yield return (key as string ?? throw PyError.Type("keywords must be strings"), item);
    }

    private static PySuper CreateSuper(Frame frame)
    {
        if (frame.Function is not { Owner.Parent: { } parent, Code.Parameters: [var first, ..] })
            throw PyError.Create("RuntimeError", "super(): no arguments");
        return new PySuper(parent, frame.Environment!.Find(first.Name)!);
    }
}
