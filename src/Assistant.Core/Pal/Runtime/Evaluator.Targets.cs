using Assistant.Core.Pal.Syntax;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

internal sealed partial class Evaluator
{
    private void Store(string name, object value, Frame frame)
    {
        var values = frame.Environment?.OwnerOf(name)?.Values ?? machine.Globals;
        if (values.TryAdd(name, value))
            machine.Meter.Allocate(64);
        else
            values[name] = value;
    }

    private object Load(string name, Frame frame) => frame.Environment?.Find(name) ?? machine.LoadGlobal(name);

    private void Assign(Expression target, object value, Frame frame)
    {
        switch (target)
        {
            case NameExpression name:
                Store(name.Id, value, frame);
                break;
            case TupleExpression tuple:
                Unpack(tuple.Items, value, frame);
                break;
            case SubscriptExpression subscript:
                machine.SetItem(Evaluate(subscript.Target, frame), Evaluate(subscript.Index, frame), value);
                break;
            case AttributeExpression attribute:
                machine.SetAttribute(Evaluate(attribute.Target, frame), attribute.Name, value);
                break;
            case StarredExpression starred:
                Assign(starred.Value, value, frame);
                break;
        }
    }

    private void Unpack(Expression[] targets, object value, Frame frame)
    {
        if (!machine.IsIterable(value))
            throw PyError.Type($"cannot unpack non-iterable {PyTypes.Of(value).Name} object");
        var starred = Array.FindIndex(targets, target => target is StarredExpression);
        var items = new List<object>();
        foreach (var item in machine.Iterate(value))
        {
            items.Add(item);
            machine.Meter.Allocate(16);
            if (starred < 0 && items.Count > targets.Length)
                throw PyError.Value($"too many values to unpack (expected {targets.Length})");
        }

        if (starred < 0 && items.Count < targets.Length)
            throw PyError.Value($"not enough values to unpack (expected {targets.Length}, got {items.Count})");
        if (starred >= 0 && items.Count < targets.Length - 1)
            throw PyError.Value($"not enough values to unpack (expected at least {targets.Length - 1}, got {items.Count})");
        for (var i = 0; i < targets.Length; i++)
        {
            if (starred < 0 || i < starred)
                Assign(targets[i], items[i], frame);
            else if (i == starred)
                Assign(targets[i], new PyList(items.GetRange(i, items.Count - targets.Length + 1)), frame);
            else
                Assign(targets[i], items[items.Count - targets.Length + i], frame);
        }
    }

    private void AssignAugmented(AugmentedAssignStatement statement, Frame frame)
    {
        switch (statement.Target)
        {
            case NameExpression name:
                var left = Load(name.Id, frame);
                Store(name.Id, Operations.InPlace(machine, statement.Operator, left, Evaluate(statement.Value, frame)), frame);
                break;
            case SubscriptExpression subscript:
                var container = Evaluate(subscript.Target, frame);
                var index = Evaluate(subscript.Index, frame);
                var item = machine.GetItem(container, index);
                machine.SetItem(container, index, Operations.InPlace(machine, statement.Operator, item, Evaluate(statement.Value, frame)));
                break;
            case AttributeExpression attribute:
                var target = Evaluate(attribute.Target, frame);
                var value = machine.GetAttribute(target, attribute.Name);
                machine.SetAttribute(target, attribute.Name, Operations.InPlace(machine, statement.Operator, value, Evaluate(statement.Value, frame)));
                break;
        }
    }

    private void Delete(Expression target, Frame frame)
    {
        switch (target)
        {
            case NameExpression name:
                var owner = frame.Environment?.OwnerOf(name.Id);
                if (!(owner?.Values ?? machine.Globals).Remove(name.Id))
                    throw owner is null ? PyError.Name($"name '{name.Id}' is not defined") : PyError.Create("UnboundLocalError", $"cannot access local variable '{name.Id}' where it is not associated with a value");
                break;
            case TupleExpression tuple:
                foreach (var item in tuple.Items)
                    Delete(item, frame);
                break;
            case SubscriptExpression subscript:
                machine.DeleteItem(Evaluate(subscript.Target, frame), Evaluate(subscript.Index, frame));
                break;
            case AttributeExpression attribute:
                if (Evaluate(attribute.Target, frame) is not PyInstance instance || !instance.DeleteAttribute(attribute.Name))
                    throw PyError.Attribute(attribute.Name);
                break;
        }
    }
}
